import { describe, expect, test } from '@jest/globals'
import { MessengerError } from '../../../client/errors.ts'
import { createPush, endPush, type PushDevice } from '../../../client/push.ts'
import { withFallback } from '../../../client/storage.ts'
import type { Api } from '../../../client/types.ts'
import { aDevice } from './cognito/device.ts'

const day = 24 * 60 * 60_000
const serverKey = 'the key of the server'

/** A browser with its push service, and an API that stores subscriptions. */
const aWorld = () => {
  let now = Date.UTC(2026, 2, 3, 9)
  const browser = aDevice()
  const requests: string[] = []
  const stored = new Map<string, { endpoint: string; shows_text: boolean }>()
  let apiFails: 'before' | 'after' | undefined
  let isPermitted = true
  let subscription: { endpoint: string; serverKey: string } | undefined
  let endpoints = 0

  const device: PushDevice = {
    find: async () =>
      subscription && {
        ...subscription,
        keys: { p256dh: 'p', auth: 'a' },
        unsubscribe: async () => {
          subscription = undefined
        },
      },
    subscribe: async (key) => {
      if (!isPermitted) throw new DOMException('Registration failed', 'AbortError')
      endpoints += 1
      subscription = { endpoint: `https://push.example/${endpoints}`, serverKey: key }
      return (await device.find()) as NonNullable<Awaited<ReturnType<PushDevice['find']>>>
    },
  }

  const apiOf = (userId: string) =>
    (async (route: string, { path, body }: { path: Record<string, string>; body: never }) => {
      requests.push(route.split(' ')[0] ?? '')
      const key = `${userId}/${path.push_subscription_uuid}`
      if (apiFails === 'before') throw new MessengerError('unreachable')
      if (route.startsWith('PUT')) stored.set(key, body)
      else stored.delete(key)
      if (apiFails === 'after') throw new MessengerError('unreachable')
      return { body: {}, links: {} }
    }) as unknown as Api

  const aTab = (userId = 'ben', key = serverKey) => {
    const storage = browser.aTab()
    const push = createPush({
      api: apiOf(userId),
      apiUrl: 'https://api.example',
      userId,
      serverKey: key,
      device,
      storage: withFallback(storage),
      locks: browser.locks,
      now: () => now,
    })
    return { ...push, storage, register: (showsText = true) => push.register({ showsText }) }
  }

  return {
    ...browser,
    device,
    aTab,
    registered: () => [...stored].map(([key, { endpoint }]) => [key.split('/')[0], endpoint]),
    shownTexts: () => [...stored.values()].map(({ shows_text }) => shows_text),
    subscription: () => subscription,
    takeRequests: () => requests.splice(0),
    passes: (ms: number) => {
      now += ms
    },
    failApi: (when: 'before' | 'after' | undefined) => {
      apiFails = when
    },
    permit: (is: boolean) => {
      isPermitted = is
    },
    replaceSubscription: () => {
      if (subscription) subscription = { ...subscription, endpoint: 'https://push.example/replaced' }
    },
  }
}

const unreachable = { code: 'unreachable' }

describe('registering a device', () => {
  test('subscribes it, and tells the API once a day, also after a reload', async () => {
    const { aTab, registered, takeRequests, passes } = aWorld()
    const tab = aTab()
    await tab.register()
    expect(registered()).toEqual([['ben', 'https://push.example/1']])
    passes(day - 1)
    const reloaded = aTab()
    await reloaded.register()
    expect(takeRequests()).toEqual(['PUT'])
    passes(1)
    await reloaded.register()
    expect(takeRequests()).toEqual(['PUT'])
    expect(registered()).toEqual([['ben', 'https://push.example/1']])
  })

  test('again tells the API if the text is to be hidden, or if the push service has replaced the subscription', async () => {
    const { aTab, registered, shownTexts, takeRequests, replaceSubscription } = aWorld()
    const tab = aTab()
    await tab.register()
    await tab.register(false)
    await tab.register(false)
    expect([takeRequests(), shownTexts()]).toEqual([['PUT', 'PUT'], [false]])
    replaceSubscription()
    await tab.register(false)
    expect([takeRequests(), registered()]).toEqual([['PUT'], [['ben', 'https://push.example/replaced']]])
  })

  test('in two tabs at once makes one request', async () => {
    const { aTab, registered, takeRequests } = aWorld()
    const [one, other] = [aTab(), aTab()]
    await Promise.all([one.register(), other.register()])
    expect([takeRequests(), registered().length]).toEqual([['PUT'], 1])
  })

  test('with another key of the server subscribes anew', async () => {
    const { aTab, registered, subscription } = aWorld()
    await aTab().register()
    await aTab('ben', 'another key').register()
    expect(subscription()?.serverKey).toBe('another key')
    expect(registered()).toEqual([['ben', 'https://push.example/2']])
  })

  test.each(['before', 'after'] as const)(
    'can be repeated if the request has failed (%s the API has stored it), without a second subscription',
    async (when) => {
      const { aTab, failApi, registered, takeRequests } = aWorld()
      failApi(when)
      await expect(aTab().register()).rejects.toMatchObject(unreachable)
      failApi(undefined)
      await aTab().register()
      expect([takeRequests(), registered().length]).toEqual([['PUT', 'PUT'], 1])
    },
  )

  test('is refused where the browser cannot subscribe', async () => {
    const { aTab, permit, takeRequests } = aWorld()
    permit(false)
    await expect(aTab().register()).rejects.toMatchObject({ code: 'push_unavailable' })
    expect(takeRequests()).toEqual([])
  })

  test('by another user gives them the device', async () => {
    const { aTab, takeRequests } = aWorld()
    for (const user of ['ben', 'ann', 'ann', 'ben']) await aTab(user).register()
    expect(takeRequests()).toEqual(['PUT', 'PUT', 'PUT'])
  })
})

describe('a registration ends', () => {
  test('at the push service, at the API and in all tabs', async () => {
    const { aTab, subscription, registered, takeRequests, deliver, entries } = aWorld()
    const [one, other] = [aTab(), aTab()]
    await one.register()
    deliver()
    await other.unregister()
    deliver()
    expect([subscription(), registered()]).toEqual([undefined, []])
    expect([...entries]).toEqual([])
    await one.unregister()
    expect(takeRequests()).toEqual(['PUT', 'DELETE'])
  })

  test('at the push service, if the API cannot be reached', async () => {
    const { aTab, subscription, failApi } = aWorld()
    const tab = aTab()
    await tab.register()
    failApi('before')
    await expect(tab.unregister()).rejects.toMatchObject(unreachable)
    expect(subscription()).toBeUndefined()
  })

  test('without the API, where nobody has a session any more', async () => {
    const { aTab, subscription, device, takeRequests, entries } = aWorld()
    const tab = aTab()
    await tab.register()
    takeRequests()
    await endPush(device, withFallback(tab.storage))
    expect([subscription(), takeRequests(), [...entries]]).toEqual([undefined, [], []])
  })
})
