import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import webPush from 'web-push'
import { startParameters } from '../local/parameters.ts'

/** A push service that accepts everything, and the keys for pushes in a Parameter Store. The environment then names both. */
export const startPushService = async () => {
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    paths.push(request.url ?? '')
    response.writeHead(201).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const name = '/cruddur-messages/test/push-keys'
  const keys = { ...webPush.generateVAPIDKeys(), contact: 'mailto:nobody@cruddur.example' }
  const parameters = await startParameters('127.0.0.1', new Map([[name, JSON.stringify(keys)]]))
  process.env.PUSH_SERVICES = origin
  process.env.PUSH_KEYS_PARAMETER = name
  process.env.AWS_ENDPOINT_URL_SSM = parameters.endpoint
  return {
    origin,
    /** The paths to which pushes were sent. */
    paths,
    end: async () => {
      server.closeAllConnections()
      server.close()
      parameters.end()
    },
  }
}

// About as long as those of the large push services.
const tokenBytes = 115

/** The subscription of a new browser, as it registers it. */
export const createSubscription = (origin: string) => {
  const key = createECDH('prime256v1')
  key.generateKeys()
  return {
    uuid: randomUUID(),
    body: {
      endpoint: `${origin}/fcm/send/${randomBytes(tokenBytes).toString('base64url')}`,
      keys: { p256dh: key.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
    },
  }
}
