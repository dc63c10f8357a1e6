import { pool } from '../../local/pool.ts'
import { readSettings } from '../../local/settings.ts'
import { people } from '../../seed/people.ts'
import { setVariable, steps } from './collectionSteps.ts'
import type { ApiDocument, Operation } from './document.ts'
import { examples } from './examples.ts'
import { uploadVariables } from './uploadRequest.ts'

const me = people.find(({ handle }) => handle === examples.me.handle)
const { host, cognitoPort } = readSettings({})

/** The collection's variables with their initial values. Some are set by the scripts of requests. */
const variables: Record<string, string> = {
  baseUrl: '',
  cognitoUrl: `http://${host}:${cognitoPort}`,
  token: '',
  handle: examples.start.handle,
  message_group_uuid: '',
  message_uuid: '',
  user_uuid: examples.other.uuid,
  attachment_uuid: '',
  push_subscription_uuid: examples.pushSubscription.uuid,
  ...uploadVariables,
  idempotency_key: '',
}

const script = (listen: 'prerequest' | 'test', ...exec: string[]) => ({
  listen,
  script: { type: 'text/javascript', exec },
})
const expectOk = "pm.test('returns 200', () => pm.response.to.have.status(200))"

const expectOneOf = (...statuses: number[]) =>
  `pm.test('returns ${statuses.join(' or ')}', () => pm.expect(pm.response.code).to.be.oneOf([${statuses.join(', ')}]))`

// A UUIDv7: Postman's $guid is a UUIDv4, whose first half is replaced with the time.
const generateKey = [
  "const time = Date.now().toString(16).padStart(12, '0')",
  "const random = pm.variables.replaceIn('{{$guid}}').slice(15)",
  setVariable('idempotency_key', "[time.slice(0, 8), time.slice(8), '7' + random].join('-')"),
]

const json = (value: unknown) => ({
  mode: 'raw',
  raw: JSON.stringify(value, null, 2),
  options: { raw: { language: 'json' } },
})

const signIn = {
  name: 'Sign in (local Cognito)',
  request: {
    method: 'POST',
    description: 'Stores the access token for the other requests. On AWS, set the variable `token` yourself.',
    auth: { type: 'noauth' },
    header: [
      { key: 'Content-Type', value: 'application/x-amz-json-1.1' },
      { key: 'X-Amz-Target', value: 'AWSCognitoIdentityProviderService.InitiateAuth' },
    ],
    url: { raw: '{{cognitoUrl}}/', host: ['{{cognitoUrl}}'], path: [''] },
    body: json({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { USERNAME: me?.email, PASSWORD: pool.password },
    }),
  },
  event: [
    script('test', expectOk, setVariable('token', 'pm.response.json().AuthenticationResult.AccessToken')),
  ],
}

const urlOf = (path: string, { parameters }: Operation) => {
  const filled = path.replace(/{(\w+)}/g, '{{$1}}')
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example = '', description, required }) => ({
      key: name,
      value: String(example),
      description,
      disabled: !required,
    }))
  return {
    raw: `{{baseUrl}}${filled}`,
    host: ['{{baseUrl}}'],
    path: filled.slice(1).split('/'),
    ...(query.length > 0 ? { query } : {}),
  }
}

// A new handle of the signed-in user is not the handle of the variable.
const isVariable = (key: string, value: unknown) => variables[key] === '' || variables[key] === value

/** The request refers to the attachment that was created before. */
const withVariables = (key: string, value: unknown): unknown => {
  if (key !== 'attachments') return isVariable(key, value) ? `{{${key}}}` : value
  return (value as object[]).map((one) => ({ ...one, uuid: '{{attachment_uuid}}' }))
}

const bodyOf = ({ requestBody }: Operation, name = 'example') => {
  const example = requestBody?.content['application/json'].examples[name]?.value as object | undefined
  if (!example) return {}
  const filled = Object.entries(example).map(([key, value]) => [key, withVariables(key, value)])
  return { body: json(Object.fromEntries(filled)) }
}

const idempotencyKey = { key: 'Idempotency-Key', value: '{{idempotency_key}}' }

const takesKey = ({ parameters }: Operation) => parameters.some(({ name }) => name === idempotencyKey.key)

const headersOf = (operation: Operation) => [
  ...(operation.requestBody ? [{ key: 'Content-Type', value: 'application/json' }] : []),
  ...(takesKey(operation) ? [idempotencyKey] : []),
]

/** The API as a Postman collection (format 2.1), ready to run against the local stack. */
export const collectionOf = ({ info, servers, paths }: ApiDocument) => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const requests = steps.flatMap(({ operationId, name, example, scripts = [], next, orStatus }) => {
    const match = operations.find(({ operation }) => operation.operationId === operationId)
    if (!match) throw new Error(`There is no operation ${operationId}`)
    const { path, method, operation } = match
    const request = {
      name: name ?? operation.summary,
      request: {
        method: method.toUpperCase(),
        description: operation.description,
        ...(operation.security ? { auth: { type: 'noauth' } } : {}),
        header: headersOf(operation),
        url: urlOf(path, operation),
        ...bodyOf(operation, example),
      },
      event: [
        ...(takesKey(operation) ? [script('prerequest', ...generateKey)] : []),
        script('test', orStatus ? expectOneOf(200, orStatus) : expectOk, ...scripts),
      ],
    }
    return next ? [request, next] : [request]
  })
  return {
    info: {
      name: info.title,
      description: info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: Object.entries({ ...variables, baseUrl: servers[0]?.url }).map(([key, value]) => ({
      key,
      value,
    })),
    item: [signIn, ...requests],
  }
}
