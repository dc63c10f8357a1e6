import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { parse } from 'yaml'
import { clientTypes } from '../../bin/openapi/clientTypes.ts'
import { collectionOf } from '../../bin/openapi/collection.ts'
import { describeApi } from '../../bin/openapi/document.ts'
import { examples } from '../../bin/openapi/examples.ts'
import { uploadRequest } from '../../bin/openapi/uploadRequest.ts'
import { newMessageSchema } from '../../src/domain/bodySchemas.ts'
import { isBlank } from '../../src/domain/text.ts'
import { numRuns } from '../steps/numRuns.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')

const api = describeApi()
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

const ajv = new Ajv2020({ strictTypes: false, strictRequired: false })
formats.default(ajv)
for (const [id, schema] of Object.entries(api.components.schemas)) {
  ajv.addSchema(schema, `#/components/schemas/${id}`)
}

test.each([
  ['docs/openapi.json', api],
  ['docs/cruddur.postman_collection.json', collectionOf(api)],
])('%s is up to date with the code', (file, now) => {
  const isCurrent = isDeepStrictEqual(JSON.parse(read(file)), JSON.parse(JSON.stringify(now)))
  if (!isCurrent) throw new Error(`${file} is out of date. Run: npm run openapi`)
})

test('client/routes.ts is up to date with the code', () => {
  // Biome formats the file.
  const withoutFormat = (text: string) => text.replaceAll(/[\s;,'"()|]/g, '')
  const isCurrent = withoutFormat(read('client/routes.ts')) === withoutFormat(clientTypes())
  if (!isCurrent) throw new Error('client/routes.ts is out of date. Run: npm run openapi')
})

describe('the description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator({ strict: false })
    expect(await validator.validate(JSON.parse(read('docs/openapi.json')))).toMatchObject({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  test('has exactly the routes of serverless.yml, under the names of their functions', () => {
    type Functions = Record<string, { events?: { httpApi?: string }[] }>
    const { functions } = parse(read('serverless.yml'), { logLevel: 'silent' }) as { functions: Functions }
    const routes = Object.entries(functions).flatMap(([name, { events = [] }]) =>
      events.flatMap(({ httpApi }) => (httpApi && httpApi !== '*' ? [`${name}: ${httpApi}`] : [])),
    )
    // API Gateway has no parameters for a part of a segment: the @ is in the parameter.
    const described = operations.map(
      ({ path, method, operation }) =>
        `${operation.operationId}: ${method.toUpperCase()} ${path.replace('@{', '{')}`,
    )
    expect(described.sort()).toEqual(routes.sort())
  })

  test.each(operations)('$method $path has the parameters that its path names', ({ path, operation }) => {
    const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name)
    const described = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
    expect(described).toEqual(named)
  })

  test.each(operations)('$method $path has examples that fit', ({ operation }) => {
    const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
      one ? [one.content['application/json']] : [],
    )
    const examples = [
      ...contents.flatMap(({ schema, examples }) =>
        Object.values(examples as Record<string, { value: unknown }>).map(({ value }) => ({ schema, value })),
      ),
      ...operation.parameters.flatMap(({ schema, example }) =>
        example === undefined ? [] : [{ schema, value: example }],
      ),
    ]
    expect(examples.length).toBeGreaterThan(0)
    for (const { schema, value } of examples) {
      expect([value, ajv.validate(schema, value), ajv.errors]).toEqual([value, true, null])
    }
  })

  test('accepts the same new messages as the code', () => {
    const isDescribed = ajv.compile({ $ref: '#/components/schemas/NewMessage' })
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.string({ unit: fc.constantFrom(' ', '\n', '\u3000', '\ufeff', '\u200b', 'x'), maxLength: 3 }),
      fc.integer({ min: 1022, max: 1026 }).map((length) => '🚀'.repeat(length)),
    )
    const target = fc.constantFrom('', 'bayko')
    const longAlt = fc.integer({ min: 249, max: 251 }).map((length) => '🚀'.repeat(length))
    const alt = fc.oneof(text, longAlt, fc.constant(null))
    const picture = fc.record({ uuid: fc.constantFrom('a', '', null), alt }, { requiredKeys: ['uuid'] })
    const attachments = fc.oneof(fc.array(picture, { maxLength: 11 }), fc.jsonValue({ maxDepth: 1 }))
    const body = fc.record(
      { message: fc.oneof(text, fc.jsonValue()), message_group_uuid: target, handle: target, attachments },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(body, (one) => {
        // The code treats an empty target as absent; the description does not allow it.
        fc.pre(one.message_group_uuid !== '' && one.handle !== '')
        // The pattern does not cover invisible characters other than white space.
        fc.pre(!(typeof one.message === 'string' && isBlank(one.message) && /\S/.test(one.message)))
        expect(isDescribed(one)).toBe(newMessageSchema.safeParse(one).success)
      }),
      { numRuns: numRuns(1000) },
    )
  })
})

describe('the collection', () => {
  const { item, variable } = collectionOf(api)
  const variables = variable.map(({ key }) => key)
  const [signIn, ...others] = item
  type ApiRequest = Exclude<(typeof others)[number], typeof uploadRequest>
  const requests = others.filter((one): one is ApiRequest => one !== uploadRequest)
  const unknownIn = (request: object) =>
    [...JSON.stringify(request).matchAll(/{{(\w+)}}/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !variables.includes(name))

  test('begins with a sign-in, and the other requests use its token', () => {
    expect(signIn?.event[0]?.script.exec.join()).toContain("set('token'")
  })

  test.each(requests)('"$name" is a request that the description knows', ({ request }) => {
    const path = `/${request.url.path.join('/')}`.replace(/{{(\w+)}}/g, '{$1}')
    const operation = api.paths[path]?.[request.method.toLowerCase()]
    expect(operation).toBeDefined()
    expect(unknownIn(request)).toEqual([])
    const schema = operation?.requestBody?.content['application/json'].schema
    expect('body' in request).toBe(schema !== undefined)
    if (schema && 'body' in request)
      expect(ajv.validate(schema, JSON.parse(request.body?.raw ?? ''))).toBe(true)
  })

  test('uploads a file, the last field, with the form of the response before', () => {
    const { formdata } = uploadRequest.request.body
    const fields = formdata.map(({ key }) => key)
    expect(fields).toEqual([...Object.keys(examples.upload.upload.fields), '{{form_token_name}}', 'file'])
    expect(unknownIn(uploadRequest.request)).toEqual([])
    const before = others[others.indexOf(uploadRequest) - 1]
    const set = before?.event.flatMap(({ script }) => script.exec).join('\n')
    for (const { value } of formdata.flatMap((field) => ('value' in field ? [field] : [])))
      expect(set).toContain(`set('${value.slice(2, -2)}'`)
  })

  test('changes the names of the signed-in user to those that they have', () => {
    const change = requests.find(({ name }) => name === 'Change your names')
    const body = change && 'body' in change.request ? change.request.body?.raw : ''
    expect(JSON.parse(body ?? '')).toEqual(examples.names)
  })

  test('has every operation', () => {
    const names = requests.map(({ request }) =>
      `${request.method} /${request.url.path.join('/')}`.replace(/{{(\w+)}}/g, '{$1}'),
    )
    const all = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect([...new Set(names)].sort()).toEqual(all.sort())
  })
})
