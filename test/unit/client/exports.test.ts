import { describe, expect, test } from '@jest/globals'
import { MessengerError } from '../../../client/errors.ts'
import { createExports } from '../../../client/exports.ts'
import type { Api, Export } from '../../../client/types.ts'
import { createVirtualTime, seededRandom } from '../../steps/virtualTime.ts'

const minute = 60_000

/** An API whose exports are ready after a while. */
const aWorld = () => {
  const time = createVirtualTime()
  const exports: Export[] = []
  const requests: { method: string; at: number }[] = []
  let failure: MessengerError | undefined

  const iso = (ms: number) => new Date(ms).toISOString()
  const withLinks = (one: Export): Export => ({
    ...one,
    files: [
      {
        name: 'cruddur.zip',
        bytes: 1000,
        url: `https://files.example/${time.now()}`,
        expires_at: iso(time.now() + 15 * minute),
      },
    ],
  })

  const api = (async (route: string) => {
    const [method = ''] = route.split(' ')
    requests.push({ method, at: time.now() })
    if (failure) throw failure
    if (method === 'GET')
      return { body: exports.map((one) => (one.state === 'ready' ? withLinks(one) : one)) }
    const running = exports.find(({ state }) => state === 'running')
    const [created_at, expires_at] = [iso(time.now()), iso(time.now() + 7 * 24 * 60 * minute)]
    const made: Export = { uuid: `e${exports.length}`, created_at, expires_at, state: 'running', files: [] }
    if (!running) exports.unshift(made)
    return { body: running ?? made }
  }) as unknown as Api

  return {
    time,
    store: createExports(api, { ...time, random: seededRandom(1) }),
    finish: (state: Export['state'] = 'ready') => {
      exports.splice(0, 1, { ...(exports[0] as Export), state })
    },
    fail: (error?: MessengerError) => {
      failure = error
    },
    takeRequests: () => requests.splice(0).map(({ method }) => method),
    states: (store: ReturnType<typeof createExports>) => store.get().exports.map(({ state }) => state),
  }
}

describe('the exports of a user', () => {
  test('are loaded when they are shown, and asked for again only while one is running, less and less often', async () => {
    const { time, store, finish, takeRequests, states } = aWorld()
    store.open()
    await time.advance(10 * minute)
    expect([takeRequests(), store.get().isLoaded]).toEqual([['GET'], true])
    await store.start()
    expect(states(store)).toEqual(['running'])
    await time.advance(10_000)
    const atFirst = takeRequests().length
    await time.advance(10 * minute)
    takeRequests()
    await time.advance(minute)
    const later = takeRequests().length
    expect([atFirst > 3, later > 1, later < 5]).toEqual([true, true, true])
    finish()
    await time.advance(minute)
    expect(states(store)).toEqual(['ready'])
    takeRequests()
    await time.advance(10 * minute)
    expect(takeRequests()).toEqual([])
  })

  test('are not asked for when they are not shown any more', async () => {
    const { time, store, takeRequests } = aWorld()
    const close = store.open()
    await store.start()
    await time.advance(1000)
    close()
    close()
    await time.advance(1000)
    takeRequests()
    await time.advance(10 * minute)
    expect(takeRequests()).toEqual([])
    store.open()
    await time.advance(1000)
    expect(takeRequests()).toEqual(['GET'])
  })

  test('get new links before these expire', async () => {
    const { time, store, finish } = aWorld()
    store.open()
    await store.start()
    finish()
    await time.advance(minute)
    const url = () => store.get().exports[0]?.files[0]?.url
    const first = url()
    await time.advance(14 * minute)
    expect(first).toMatch(/^https:/)
    expect(url()).not.toBe(first)
  })

  test('are asked for again after a failure that may pass; the last ones stay', async () => {
    const { time, store, finish, fail, states } = aWorld()
    store.open()
    await store.start()
    fail(new MessengerError('unreachable'))
    await time.advance(minute)
    expect([store.get().error?.code, states(store)]).toEqual(['unreachable', ['running']])
    finish('failed')
    fail()
    await time.advance(minute)
    expect([store.get().error, states(store)]).toEqual([undefined, ['failed']])
  })

  test('reject what the API refuses to start', async () => {
    const { store, fail } = aWorld()
    fail(new MessengerError('too_many_requests', { status: 429 }))
    const started = store.start()
    expect(store.get().isStarting).toBe(true)
    await expect(started).rejects.toMatchObject({ code: 'too_many_requests' })
    expect(store.get().isStarting).toBe(false)
  })
})
