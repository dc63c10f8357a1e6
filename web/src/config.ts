import { MessengerError } from '../../client/errors.ts'

export type Config = {
  apiUrl: string
  /** Without it, the client polls. */
  webSocketUrl?: string
  cognitoUrl: string
  /** Where pictures are. Without it, there are none. */
  attachmentsUrl?: string
  userPoolId: string
  clientId: string
  signIn: 'password' | 'srp'
  /** The public key of the server's push messages, base64url. Without it, there are none. */
  pushKey?: string
}

/** With the difference between the server's clock and that of the device, if the response says it. */
export type LoadedConfig = { config: Config; aheadByMs: number | undefined }

const timeoutMs = 20_000

/** The time of the response. A cache may have stored it a while ago. */
const timeOf = ({ headers }: Response): number =>
  Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1000

const unreachable = () => {
  throw new MessengerError('unreachable')
}

export const loadConfig = async (): Promise<LoadedConfig> => {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch('/config.json', { cache: 'no-store', signal }).catch(unreachable)
  // A proxy or a captive portal answers with a page of its own.
  const config: Config = response.ok ? await response.json().catch(unreachable) : unreachable()
  if (!URL.canParse(config?.apiUrl) || !URL.canParse(config?.cognitoUrl)) unreachable()
  const aheadByMs = timeOf(response) - Date.now()
  return { config, aheadByMs: Number.isNaN(aheadByMs) ? undefined : aheadByMs }
}

/**
 * Reads the server's time from the `Date` header of the configuration, because browsers hide that of the API. The first call
 * uses the response that has been loaded already.
 */
export const createServerTimeReader = (first: LoadedConfig) => {
  let loaded: LoadedConfig | undefined = first
  return async (): Promise<number | undefined> => {
    const { aheadByMs } = loaded ?? (await loadConfig())
    loaded = undefined
    return aheadByMs === undefined ? undefined : Date.now() + aheadByMs
  }
}
