import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { URL } from 'node:url'
import type { Context } from 'aws-lambda'
import { parse } from 'yaml'
import type { HttpEvent, HttpResult } from '../../src/middleware/httpEvent.ts'
import { at } from './clock.ts'
import { actingAs } from './recorder.ts'
import type { Send } from './when.ts'

type Functions = Record<string, { handler: string; events?: { httpApi?: string }[] }>
type Route = { routeKey: string; method: string; path: RegExp; names: string[]; file: string }

const root = new URL('../../', import.meta.url)

const routeOf = (routeKey: string, file: string): Route => {
  if (routeKey === '*') return { routeKey: '$default', method: '*', path: /.*/, names: [], file }
  const [method = '', path = ''] = routeKey.split(' ')
  const names = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name ?? '')
  return { routeKey, method, path: new RegExp(`^${path.replace(/{\w+}/g, '([^/]+)')}$`), names, file }
}

// The routes that the framework deploys. As in API Gateway, the most specific route wins.
const routes: Route[] = Object.values(
  (
    parse(readFileSync(new URL('serverless.yml', root), 'utf8'), { logLevel: 'silent' }) as {
      functions: Functions
    }
  ).functions,
)
  .flatMap(({ handler, events = [] }) =>
    events.flatMap(({ httpApi }) =>
      httpApi ? [routeOf(httpApi, handler.replace(/\.handler$/, '.ts'))] : [],
    ),
  )
  .sort((a, b) => Number(a.method === '*') - Number(b.method === '*') || a.names.length - b.names.length)

export const routeKeys = routes.map(({ routeKey }) => routeKey)

const invoke = async (file: string, event: HttpEvent): Promise<HttpResult> => {
  const { handler } = await import(new URL(file, root).href)
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 10_000 } as Context
  return actingAs(basename(file, '.ts'), () => handler(event, context))
}

const send: Send = async (method, target, { headers, body }) => {
  const url = new URL(target, 'http://in-process')
  const route = routes.find(
    (one) => (one.method === '*' || one.method === method) && one.path.test(url.pathname),
  )
  if (!route) throw new Error(`serverless.yml has no route for ${method} ${target}`)
  const [, ...values] = route.path.exec(url.pathname) ?? []
  const event = {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(url.search ? { queryStringParameters: Object.fromEntries(url.searchParams) } : {}),
    pathParameters: Object.fromEntries(
      values.map((value, index) => [route.names[index] ?? '', decodeURIComponent(value)]),
    ),
    requestContext: { requestId: randomUUID(), http: { method, path: url.pathname } },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  } as unknown as HttpEvent
  const { statusCode = 200, headers: answered = {}, body: text = '' } = await invoke(route.file, event)
  return { status: statusCode, headers: new Headers(answered as Record<string, string>), text }
}

/** Calls the handler of a route with an API Gateway event, while the clock stands still. */
export const sendInProcess: Send = (...request) => at(Date.now(), () => send(...request))
