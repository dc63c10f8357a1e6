import { beforeAll } from '@jest/globals'
import webPush from 'web-push'
import { startParameters } from '../../local/parameters.ts'
import { eventOf } from '../../local/workQueue.ts'
import { at } from './clock.ts'
import { endWith } from './given.ts'
import { type Browser, type PushService, startPushService } from './pushService.ts'
import { actingAs } from './recorder.ts'
import { calls } from './when.ts'
import { takesPushes } from './workQueue.ts'

type Caller = { uuid: string; token: string }

let service: PushService

/** The push service of this test file. */
export const thePushService = () => service

const parameters = new Map<string, string>()
const name = '/cruddur-messages/test/push-keys'

/** Stores new keys for pushes. */
export const storesPushKeys = () => {
  const keys = webPush.generateVAPIDKeys()
  parameters.set(name, JSON.stringify({ ...keys, contact: 'mailto:operator@cruddur.example' }))
  return keys
}

/** The push service accepts the new keys only. */
const startWithKeys = async () => {
  const { publicKey } = storesPushKeys()
  const { endpoint, end } = await startParameters('127.0.0.1', parameters)
  endWith(async () => end())
  service = await startPushService()
  service.accepts(publicKey)
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: endpoint,
    PUSH_KEYS_PARAMETER: name,
    PUSH_SERVICES: service.origin,
  })
}

/** The stack has keys, and knows the address of the push service. */
const startForStack = async () => {
  service = await startPushService(Number(new URL(process.env.PUSH_SERVICES ?? '').port))
}

/** Starts a push service, and stores keys for pushes. In the e2e suite the stack has its own. */
export const aPushService = () => {
  beforeAll(async () => {
    await (process.env.E2E_API_URL ? startForStack : startWithKeys)()
    endWith(service.end)
  })
}

const target = (uuid: string) => `/api/push_subscriptions/${uuid}`

/** Registers a browser. */
export const registers = (as: { token: string }, { uuid, subscription }: Browser, more: object = {}) =>
  calls('PUT', target(uuid), { as, body: { ...subscription, ...more } })

export const unregisters = (as: { token: string }, uuid: string) => calls('DELETE', target(uuid), { as })

/** A new browser of a user, registered. */
export const aBrowserOf = async (user: Caller, more: object = {}): Promise<Browser> => {
  const browser = service.aBrowser()
  const { status } = await registers(user, browser, more)
  if (status !== 200) throw new Error(`registering a browser was answered with ${status}`)
  return browser
}

/** Delivers a message of the queue to sendWebPush. */
export const deliversPush = async (body: string): Promise<void> => {
  const { handler } = await import('../../src/handlers/sendWebPush.ts')
  await at(Date.now(), () => actingAs('sendWebPush', () => handler(eventOf(body))))
}

/** Delivers what is queued for a user. Returns the number of messages. */
export const deliversPushes = async (user: { uuid: string }): Promise<number> => {
  const bodies = takesPushes(user)
  for (const body of bodies) await deliversPush(body)
  return bodies.length
}
