import { serverClock } from './clock.ts'
import { RequestError } from './requestError.ts'
import type { Action, Frame } from './types.ts'

/*
 * The only file that talks to the network: the configuration, the API, Cognito and the socket.
 */

export type Config = {
  apiUrl: string
  /** Without it, there are no sockets, and the API is asked again from time to time. */
  webSocketUrl?: string
  cognitoUrl: string
  userPoolId: string
  clientId: string
  signIn: 'password' | 'srp'
}

const patienceMs = 20_000

const send = (url: URL | string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs), referrerPolicy: 'no-referrer' }).catch(
    () => {
      throw new RequestError('unreachable')
    },
  )

// A proxy, a firewall or a captive portal answers with a page of its own: whom we wanted was not reached.
const jsonOf = async (response: Response, ifEmpty = ''): Promise<unknown> => {
  try {
    return JSON.parse((await response.text()) || ifEmpty)
  } catch {
    throw new RequestError('unreachable')
  }
}

let config: Config

export const loadConfig = async (): Promise<Config> => {
  const response = await send('/config.json', { cache: 'no-store' })
  if (!response.ok) throw new RequestError('unreachable')
  serverClock.start(response.headers)
  const found = (await jsonOf(response)) as Config
  if (!URL.canParse(found?.apiUrl) || !URL.canParse(found?.cognitoUrl)) throw new RequestError('unreachable')
  config = found
  return config
}

export const configured = (): Config => config

export type Request = { method?: 'GET' | 'POST' | 'PUT'; target: string; body?: object; key?: string }
export type Answer<Body> = { body: Body; next: string | undefined }

const nextIn = (response: Response): string | undefined => {
  const link = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  if (!link) return undefined
  const url = new URL(link, response.url)
  // The token goes with whoever follows this: to the API, and to nobody else.
  return url.origin === new URL(config.apiUrl).origin ? url.href : undefined
}

/** Calls the API. A target is a path of it, or a link that it has given. */
export const callApi = async <Body>(token: string | undefined, request: Request): Promise<Answer<Body>> => {
  const { method = 'GET', target, body, key } = request
  const response = await send(new URL(target, `${config.apiUrl.replace(/\/$/, '')}/`), {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    body: body ? JSON.stringify(body) : null,
  })
  const answer = await jsonOf(response)
  if (!response.ok) {
    // What the gateway refuses by itself, it refuses in its own form.
    const [code = ''] = Array.isArray(answer) ? (answer as string[]) : []
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    throw new RequestError(
      code || (response.status === 429 ? 'too_many_requests' : 'internal_error'),
      response.status,
      seconds >= 0 ? seconds * 1000 : undefined,
    )
  }
  return { body: answer as Body, next: nextIn(response) }
}

/** Calls Cognito. Its errors have names such as NotAuthorizedException, which are the codes of its failures. */
export const callCognito = async <Body>(action: string, body: object): Promise<Body> => {
  const response = await send(config.cognitoUrl, {
    method: 'POST',
    keepalive: true, // signing out leaves the page while it asks
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify({ ClientId: config.clientId, ...body }),
  })
  const answer = Object(await jsonOf(response, '{}')) // the answer to RevokeToken is empty
  if (response.ok) return answer
  const code = String(answer.__type ?? '')
    .split('#')
    .pop()
  throw code ? new RequestError(code, response.status) : new RequestError('unreachable')
}

type Listener = { opened: () => void; told: (frame: Frame) => void; closed: () => void }

/** Opens a socket. The token travels as a subprotocol: an address ends up in logs. */
export const openSocket = (token: string, { opened, told, closed }: Listener) => {
  const socket = new WebSocket(config.webSocketUrl ?? '', ['cruddur.v1', token])
  socket.onopen = opened
  socket.onclose = closed
  socket.onmessage = ({ data }) => told(JSON.parse(String(data)) as Frame)
  return {
    say: (action: Action): boolean => {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(action))
      return true
    },
    close: () => {
      socket.onclose = null
      socket.close()
    },
  }
}
