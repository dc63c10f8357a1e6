import { MessengerError } from '../errors.ts'
import { parseJson } from '../storage.ts'

type Options = { url: string; clientId: string; fetch: typeof fetch }

const timeoutMs = 20_000

/** There was no valid response, for example because a captive portal answered with a page of its own. */
export const unreachable = () => new MessengerError('unreachable')

const parseResponse = (text: string): Record<string, unknown> => {
  const response = parseJson(text || '{}') // the response to RevokeToken is empty
  if (typeof response !== 'object') throw unreachable()
  return Object(response)
}

/** Calls an action of Cognito's API. Rejects with a MessengerError whose code is the name of Cognito's error. */
export const createCallCognito = ({ url, clientId, fetch }: Options) => {
  const post = async (action: string, body: object, keepalive: boolean) => {
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    try {
      const response = await fetch(url, {
        method: 'POST',
        keepalive,
        redirect: 'error', // Cognito never redirects, and nobody else may receive passwords and tokens
        referrerPolicy: 'no-referrer',
        signal: timeout.signal,
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
        },
        body: JSON.stringify({ ClientId: clientId, ...body }),
      })
      return { isOk: response.ok, status: response.status, text: await response.text() }
    } catch {
      throw unreachable()
    } finally {
      clearTimeout(timer)
    }
  }

  return async (action: string, body: object, { keepalive = false } = {}) => {
    const { isOk, status, text } = await post(action, body, keepalive)
    const response = parseResponse(text)
    if (isOk) return response
    const code = String(response.__type ?? '').replace(/^.*#/, '')
    throw code ? new MessengerError(code, { status }) : unreachable()
  }
}
