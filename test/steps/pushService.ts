import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BrowserKeys, decrypt } from './pushEncryption.ts'
import { refusalOf } from './vapid.ts'

/* A push service, with the browsers that are subscribed to it. It checks what the real ones check. */

/** How a request is answered, instead of being delivered. */
type Answer = number | 'redirect' | 'silence' | 'hang up'

export type Push = { ttl: number; topic: string; urgency: string; bytes: number; payload: unknown }

const maxBytes = 4096

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Why a request is refused with 400; undefined if it is not. */
const faultOf = ({ method, headers }: IncomingMessage): string | undefined => {
  if (method !== 'POST') return `the method ${method}`
  if (headers['content-encoding'] !== 'aes128gcm') return `the encoding ${headers['content-encoding']}`
  if (!/^\d+$/.test(String(headers.ttl))) return `the TTL ${headers.ttl}`
  if (!/^[\w-]{1,32}$/.test(String(headers.topic))) return `the topic ${headers.topic}`
  return /^(very-low|low|normal|high)$/.test(String(headers.urgency))
    ? undefined
    : `the urgency ${headers.urgency}`
}

type Subscribed = { keys: BrowserKeys; pushes: Push[]; answers: Answer[]; requests: number }

export const startPushService = async (port = 0) => {
  const browsers = new Map<string, Subscribed>()
  const refused: string[] = []
  const elsewhere: string[] = []
  let origin = ''
  let publicKey: string | undefined

  const answerWith = (answer: Answer, response: ServerResponse) => {
    if (answer === 'silence') return
    if (answer === 'hang up') return response.destroy()
    if (answer === 'redirect') return response.writeHead(307, { location: `${origin}/elsewhere` }).end()
    return response.writeHead(answer).end()
  }

  const refuse = (status: number, why: string, response: ServerResponse) => {
    refused.push(why)
    response.writeHead(status).end(why)
  }

  const deliver = (request: IncomingMessage, body: Buffer, browser: Subscribed, response: ServerResponse) => {
    const { authorization, ttl, topic, urgency } = request.headers
    const sender = refusalOf(authorization, { origin, publicKey })
    if (sender !== undefined) return refuse(403, sender, response)
    const fault = faultOf(request)
    if (fault !== undefined) return refuse(400, fault, response)
    if (body.length > maxBytes) return refuse(413, `${body.length} bytes`, response)
    const payload: unknown = JSON.parse(decrypt(body, browser.keys))
    const headers = { ttl: Number(ttl), topic: String(topic), urgency: String(urgency) }
    browser.pushes.push({ ...headers, bytes: body.length, payload })
    response.writeHead(201, { location: `${origin}/message/${randomUUID()}` }).end()
  }

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const browser = browsers.get(request.url ?? '')
    if (!browser) {
      elsewhere.push(request.url ?? '')
      return response.writeHead(404).end()
    }
    browser.requests += 1
    const answer = browser.answers.shift()
    if (answer !== undefined) return answerWith(answer, response)
    try {
      deliver(request, body, browser, response)
    } catch (error) {
      refuse(400, String(error), response)
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    /** From now on, only the sender with this public key is accepted. */
    accepts: (key: string) => {
      publicKey = key
    },
    /** Why requests were refused. */
    refused,
    /** The paths of requests to no browser. */
    elsewhere,
    /** A browser that has subscribed. */
    aBrowser: () => {
      const ecdh = createECDH('prime256v1')
      const p256dh = ecdh.generateKeys('base64url')
      const auth = randomBytes(16).toString('base64url')
      const path = `/push/${randomUUID()}`
      const keys = { p256dh, auth, privateKey: ecdh.getPrivateKey('base64url') }
      const browser: Subscribed = { keys, pushes: [], answers: [], requests: 0 }
      browsers.set(path, browser)
      return {
        uuid: String(randomUUID()),
        subscription: { endpoint: `${origin}${path}`, keys: { p256dh, auth } },
        pushes: browser.pushes,
        /** How the next requests are answered. */
        answers: (...answers: Answer[]) => browser.answers.push(...answers),
        requests: () => browser.requests,
      }
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type PushService = Awaited<ReturnType<typeof startPushService>>
export type Browser = ReturnType<PushService['aBrowser']>
