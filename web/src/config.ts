import { MessengerError } from '../../client/errors.ts'

export type Config = {
  apiUrl: string
  /** Without it, the client polls. */
  webSocketUrl?: string
  cognitoUrl: string
  userPoolId: string
  clientId: string
  signIn: 'password' | 'srp'
}

export type LoadedConfig = { config: Config; serverTime: number | undefined }

const timeoutMs = 20_000

/** The time of the response. A cache may have stored it a while ago. */
const timeOf = ({ headers }: Response): number | undefined => {
  const time = Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1000
  return Number.isNaN(time) ? undefined : time
}

const unreachable = () => {
  throw new MessengerError('unreachable')
}

export const loadConfig = async (): Promise<LoadedConfig> => {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch('/config.json', { cache: 'no-store', signal }).catch(unreachable)
  // A proxy or a captive portal answers with a page of its own.
  const config: Config = response.ok ? await response.json().catch(unreachable) : unreachable()
  if (!URL.canParse(config?.apiUrl) || !URL.canParse(config?.cognitoUrl)) unreachable()
  return { config, serverTime: timeOf(response) }
}

/**
 * Reads the time from the `Date` header of the configuration, because browsers hide that of the API. The first call uses the
 * response that has been loaded already.
 */
export const createServerTimeReader = ({ serverTime }: LoadedConfig, now = Date.now, load = loadConfig) => {
  const differenceMs = serverTime === undefined ? undefined : serverTime - now()
  let isFirst = true
  return async (): Promise<number | undefined> => {
    if (!isFirst) return (await load()).serverTime
    isFirst = false
    return differenceMs === undefined ? undefined : now() + differenceMs
  }
}
