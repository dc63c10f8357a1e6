import { MessengerError } from './errors.ts'
import type { Links, Platform } from './types.ts'

const timeoutMs = 20_000

export type HttpRequest = {
  method: string
  url: URL
  token: string | undefined
  body?: object | undefined
  key?: string | undefined
  signal?: AbortSignal | undefined
}

export type HttpResponse = { body: unknown; links: Links; serverTime: number | undefined }

const linksOf = (response: Response, url: URL): Links => {
  const header = response.headers.get('link') ?? ''
  const links = [...header.matchAll(/<([^>]*)>; rel="(next|prev|since)"/g)].map(([, link = '', rel]) => [
    rel,
    new URL(link, url).href,
  ])
  return Object.fromEntries(links) as Links
}

// A proxy, a firewall or a captive portal answers with a page of its own: then the API was not reached.
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new MessengerError('unreachable')
  }
}

const errorOf = (response: Response, answer: unknown): MessengerError => {
  // The gateway refuses some requests by itself, in its own form.
  const [code = ''] = Array.isArray(answer) ? (answer as string[]) : []
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new MessengerError(code || (response.status === 429 ? 'too_many_requests' : 'internal_error'), {
    status: response.status,
    retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined,
    requestId: response.headers.get('x-request-id') ?? undefined,
    field: response.headers.get('x-error-field') ?? undefined,
  })
}

/** Sends one HTTP request. Rejects with a MessengerError, or with the reason of the caller's signal if that aborts it. */
export const createHttp =
  ({ fetch, setTimeout, clearTimeout }: Platform) =>
  async ({ method, url, token, body, key, signal }: HttpRequest): Promise<HttpResponse> => {
    const aborter = new AbortController()
    const abort = () => aborter.abort()
    signal?.addEventListener('abort', abort)
    const timer = setTimeout(abort, timeoutMs)
    try {
      const response = await fetch(url.href, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(key ? { 'idempotency-key': key } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        signal: aborter.signal,
        referrerPolicy: 'no-referrer',
      })
      const answer = jsonOf(await response.text())
      if (!response.ok) throw errorOf(response, answer)
      const date = Date.parse(response.headers.get('date') ?? '')
      return {
        body: answer,
        links: linksOf(response, url),
        serverTime: Number.isNaN(date) ? undefined : date,
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof MessengerError ? error : new MessengerError('unreachable')
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }
