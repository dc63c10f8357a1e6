import { describe, test } from '@jest/globals'
import { expectDescribed } from './described.ts'
import { sendInProcess } from './inProcess.ts'

export type Answer = { status: number; headers: Headers; text: string }
export type Send = (
  method: string,
  target: string,
  content: { headers: Record<string, string>; body?: string | undefined },
) => Promise<Answer>

type Caller = { token: string }
type Options = { as?: Caller; headers?: Record<string, string>; body?: unknown; rawBody?: string }

const sendOverHttp: Send = async (method, target, { headers, body }) => {
  const response = await fetch(`${process.env.E2E_API_URL}${target}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Whether requests go to the stack that the end-to-end suite has started. Otherwise the handlers are called in process. */
export const isOverHttp = process.env.E2E_API_URL !== undefined

const send: Send = (...request) => (isOverHttp ? sendOverHttp : sendInProcess)(...request)

// For cases whose result depends neither on the gateway nor on the network.
export const testInProcess = isOverHttp ? test.skip : test
export const describeInProcess = isOverHttp ? describe.skip : describe

/** Calls a route. Parses the body of the response and validates it against docs/openapi.json. */
export const calls = async (
  method: string,
  target: string,
  { as, headers = {}, body, rawBody }: Options = {},
) => {
  const answer = await send(method, target, {
    headers: {
      ...(as ? { authorization: `Bearer ${as.token}` } : {}),
      ...(body === undefined && rawBody === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: rawBody ?? (body === undefined ? undefined : JSON.stringify(body)),
  })
  const parsed = { ...answer, body: answer.text === '' ? undefined : JSON.parse(answer.text) }
  await expectDescribed(method, target, parsed)
  return parsed
}

/** The target of the link to the next page, if there is one. */
export const nextPageOf = ({ headers }: { headers: Headers }): string | undefined =>
  /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
