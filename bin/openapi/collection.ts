import { pool } from '../../local/pool.ts'
import { readSettings } from '../../local/settings.ts'
import { people } from '../../seed/people.ts'
import type { ApiDocument, Operation } from './document.ts'
import { examples } from './examples.ts'

const me = people.find(({ handle }) => handle === examples.me.handle)
const { host, cognitoPort } = readSettings({})

/** What a request may name, and what it is before another request has told. */
const variables: Record<string, string> = {
  baseUrl: '',
  cognitoUrl: `http://${host}:${cognitoPort}`,
  token: '',
  handle: examples.start.handle,
  message_group_uuid: '',
  message_uuid: '',
  idempotency_key: '',
}

const script = (listen: 'prerequest' | 'test', ...exec: string[]) => ({
  listen,
  script: { type: 'text/javascript', exec },
})
const isOk = "pm.test('answers 200', () => pm.response.to.have.status(200))"
const keep = (name: string, value: string) => `pm.collectionVariables.set('${name}', ${value})`

// Postman's own is of version 4: its first half becomes the time.
const mintKey = [
  "const time = Date.now().toString(16).padStart(12, '0')",
  "const random = pm.variables.replaceIn('{{$guid}}').slice(15)",
  keep('idempotency_key', "[time.slice(0, 8), time.slice(8), '7' + random].join('-')"),
]

/** A walk through the API in which every request finds what it needs. */
const steps: { operationId: string; name?: string; example?: string; keeps?: string[] }[] = [
  { operationId: 'checkHealth' },
  { operationId: 'getMe' },
  { operationId: 'getUser' },
  { operationId: 'listGroups', keeps: [keep('message_group_uuid', 'pm.response.json()[0].uuid')] },
  { operationId: 'getGroup' },
  { operationId: 'listMessages', keeps: [keep('message_uuid', 'pm.response.json().at(-1).uuid')] },
  {
    operationId: 'createMessage',
    name: 'Send a message into a conversation',
    example: 'send',
    keeps: [keep('message_uuid', 'pm.response.json().uuid')],
  },
  { operationId: 'createMessage', name: 'Start a conversation by handle', example: 'start' },
  { operationId: 'markRead' },
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
    description: 'Keeps the access token for the requests that follow. On AWS, set `token` by hand.',
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
  event: [script('test', isOk, keep('token', 'pm.response.json().AuthenticationResult.AccessToken'))],
}

const urlOf = (path: string, { parameters }: Operation) => {
  const filled = path.replace(/{(\w+)}/g, '{{$1}}')
  const query = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, example = '', description }) => ({
      key: name,
      value: String(example),
      description,
      disabled: true,
    }))
  return {
    raw: `{{baseUrl}}${filled}`,
    host: ['{{baseUrl}}'],
    path: filled.slice(1).split('/'),
    ...(query.length > 0 ? { query } : {}),
  }
}

const bodyOf = ({ requestBody }: Operation, name = 'example') => {
  const example = requestBody?.content['application/json'].examples[name]?.value as object | undefined
  if (!example) return {}
  const filled = Object.entries(example).map(([key, value]) => [key, key in variables ? `{{${key}}}` : value])
  return { body: json(Object.fromEntries(filled)) }
}

const idempotencyKey = { key: 'Idempotency-Key', value: '{{idempotency_key}}' }

const takesKey = ({ parameters }: Operation) => parameters.some(({ name }) => name === idempotencyKey.key)

const headersOf = (operation: Operation) => [
  ...(operation.requestBody ? [{ key: 'Content-Type', value: 'application/json' }] : []),
  ...(takesKey(operation) ? [idempotencyKey] : []),
]

/** The API as a collection for Postman (format 2.1) that runs against the local stack as it is. */
export const collectionOf = ({ info, servers, paths }: ApiDocument) => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const requests = steps.map(({ operationId, name, example, keeps = [] }) => {
    const found = operations.find(({ operation }) => operation.operationId === operationId)
    if (!found) throw new Error(`the description has no operation ${operationId}`)
    const { path, method, operation } = found
    return {
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
        ...(takesKey(operation) ? [script('prerequest', ...mintKey)] : []),
        script('test', isOk, ...keeps),
      ],
    }
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
