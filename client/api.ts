import { MessengerError } from './errors.ts'
import { createHttp } from './http.ts'
import { publicRoutes } from './routes.ts'
import type { ServerClock } from './serverClock.ts'
import type { Tokens } from './tokens.ts'
import type { Api, ApiInput, ApiResponse, Platform, Routes } from './types.ts'

const queryOf = (query: Record<string, string | number | undefined>): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

type Input = Partial<ApiInput<keyof Routes>>

const pathOf = (template: string, { path = {}, query = {} }: Input): string =>
  template.replace(/{(\w+)}/g, (_, name: string) =>
    encodeURIComponent(String((path as Record<string, unknown>)[name])),
  ) + queryOf(query)

/** Calls the API with the user's token. A token that it refuses is replaced once. */
export const createApi = (
  platform: Platform,
  { apiUrl, tokens, clock }: { apiUrl: string; tokens: Tokens; clock: ServerClock },
): Api => {
  const http = createHttp(platform)
  const base = `${apiUrl.replace(/\/$/, '')}/`

  // The token is sent to the API only, whatever a link says.
  const urlOf = (template: string, input: Input): URL => {
    const url = new URL(input.link ?? pathOf(template, input).slice(1), base)
    if (url.origin !== new URL(base).origin) throw new MessengerError('unreachable')
    return url
  }

  return async <Route extends keyof Routes>(
    route: Route,
    input: ApiInput<Route> = {},
    { signal }: { signal?: AbortSignal } = {},
  ) => {
    const [method = '', template = ''] = route.split(' ')
    const url = urlOf(template, input as Input)
    const send = async (token: string | undefined) => {
      const response = await http({ method, url, token, body: input.body, key: input.key, signal })
      if (response.serverTime !== undefined) clock.correct(response.serverTime)
      return { body: response.body, links: response.links } as ApiResponse<Route>
    }
    if (publicRoutes.includes(route)) return send(undefined)
    return tokens.use(send)
  }
}
