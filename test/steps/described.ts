import { readFileSync } from 'node:fs'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { ApiDocument } from '../../bin/openapi/document.ts'

type Answer = { status: number; headers: Headers; body: unknown }

// Clients ignore unknown fields. Here an undescribed field is an error.
const closed = (_: string, value: unknown) =>
  typeof value === 'object' && value && 'properties' in value && 'type' in value && value.type === 'object'
    ? { additionalProperties: false, ...value }
    : value

// A parameter that is a whole segment is never empty; a parameter after an @ may be.
const patternOf = (template: string) =>
  new RegExp(`^${template.replace(/\/{\w+}/g, '/[^/]+').replace(/{\w+}/g, '[^/]*')}$`)

const load = async () => {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ])
  const file = new URL('../../docs/openapi.json', import.meta.url)
  const api = JSON.parse(readFileSync(file, 'utf8'), closed) as ApiDocument
  const ajv = new Ajv2020({ strict: false }) // around the schemas stand OpenAPI's own words
  formats.default(ajv)
  ajv.addSchema(api, 'api', false, false)
  const schemaAt = (...names: (string | number)[]): ValidateFunction => {
    const pointer = names.map((name) =>
      encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const schema = ajv.getSchema(`api#/${pointer.join('/')}`)
    if (!schema) throw new Error(`docs/openapi.json has nothing at ${names.join(' ')}`)
    return schema
  }
  const paths = Object.keys(api.paths).map((path) => ({ path, pattern: patternOf(path) }))
  return { api, schemaAt, paths }
}

// Loaded once per test file, at its first response. Ajv caches compiled schemas.
let loaded: ReturnType<typeof load> | undefined

/** Fails unless a response matches docs/openapi.json or, for an unknown route, is a 404. */
export const expectDescribed = async (method: string, target: string, { status, headers, body }: Answer) => {
  // A preflight is no operation of the API and has no body.
  if (method === 'OPTIONS') return
  loaded ??= load()
  const { api, schemaAt, paths } = await loaded

  const expectThat = (isSo: boolean, expected: unknown) => {
    if (isSo) return
    const answer = `${method} ${target.slice(0, 200)} answered ${status} ${JSON.stringify(body)?.slice(0, 2000)}`
    throw new Error(`${answer}\nand docs/openapi.json does not say so: ${JSON.stringify(expected)}`)
  }

  const address = new URL(target, 'http://any').pathname.replaceAll('%40', '@')
  const path = paths.find(({ pattern }) => pattern.test(address))?.path ?? ''
  const verb = method.toLowerCase()
  const responses: Record<string, { headers: object }> | undefined = api.paths[path]?.[verb]?.responses
  if (!responses) {
    const isRefused = status === 404 && JSON.stringify(body) === '["route_not_found"]'
    return expectThat(isRefused, 'it has no such route')
  }
  const response = responses[status]
  expectThat(response !== undefined, `the statuses are ${Object.keys(responses)}`)
  expectThat(/^application\/json\b/.test(headers.get('content-type') ?? ''), 'it is JSON')
  const isBody = schemaAt('paths', path, verb, 'responses', status, 'content', 'application/json', 'schema')
  expectThat(isBody(body), isBody.errors)

  expectThat(Boolean(headers.get('x-request-id')), 'it has a request id')
  const link = headers.get('link')
  if (link === null) return
  expectThat('Link' in (response?.headers ?? {}), 'it has no Link')
  const isLink = schemaAt('components', 'headers', 'Link', 'schema')
  expectThat(isLink(link), isLink.errors)
}
