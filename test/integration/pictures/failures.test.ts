import { describe, expect, test } from '@jest/globals'
import { filesOf, isStoredOnce, itemOf, type Send, twoPictures } from '../../steps/attachments.ts'
import { bucketCallsOf, throughBucket } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import * as then from '../../steps/then.ts'
import { through } from '../../steps/wire.ts'
import { refuses, takesJobs, works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

/** A failure at the nth call that matches, before or after it takes effect. */
const failing = (matches: (call: { command: string }) => boolean, isAfter: boolean, send: Send) => {
  let hasFailed = false
  return through(
    async (call, go) => {
      if (hasFailed || !matches(call)) return go()
      hasFailed = true
      if (isAfter) await go()
      throw new Error('the function has crashed')
    },
    () => send(),
  )
}

describe.each([
  ['a fresh key', 0],
  ['a late key', 600_000],
])('with %s, after a crash', (_, age) => {
  test.each([
    ['before the items of the uploads are read', 'BatchGetItem', false],
    ['between the copies and the transaction', 'TransactWriteItems', false],
    ['after the transaction', 'TransactWriteItems', true],
  ])(
    '%s, a retry stores the message once, and the queue deletes what is left over',
    async (_, command, isAfter) => {
      const { me, uuid, one, send } = await twoPictures(age)
      const failed = await failing((call) => call.command === command, isAfter, send)
      then.isRefused(failed, 500, 'internal_error')
      expect((await send()).status).toBe(200)
      await isStoredOnce(me, uuid, one.file)
      await works({ uuid })
      expect(await filesOf(uuid)).toHaveLength(2)
      await isStoredOnce(me, uuid, one.file)
    },
  )
})

describe('after a failure', () => {
  test('of the queue, before anything was copied, a retry sends', async () => {
    const { me, uuid, one, send } = await twoPictures()
    refuses(3)
    const made = await bucketCallsOf(async () => then.isRefused(await send(), 500, 'internal_error'))
    refuses(0)
    expect(made).toEqual([])
    expect((await send()).status).toBe(200)
    await isStoredOnce(me, uuid, one.file)
  })

  test.each(['GET', 'PUT'])('of the bucket, with %s, once: nobody notices', async (failed) => {
    const { me, uuid, one, send } = await twoPictures()
    let failures = 0
    const answer = await throughBucket(async ({ method }, go) => {
      if (method !== failed || failures > 0) return go()
      failures += 1
      return new Response('<Error><Code>SlowDown</Code></Error>', { status: 503 })
    }, send)
    expect([answer.status, failures]).toEqual([200, 1])
    await isStoredOnce(me, uuid, one.file)
  })

  test.each([
    ['answers 500', async () => new Response('', { status: 500 })],
    ['answers 403', async () => new Response('', { status: 403 })],
    [
      'does not answer',
      async () => {
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      },
    ],
  ])('of the bucket, which %s, the sender gets 500, and a retry sends', async (_, answer) => {
    const { me, uuid, one, two, send } = await twoPictures()
    for (const failed of ['GET', 'PUT']) {
      const refused = await throughBucket(
        async ({ method }, go) => (method === failed ? answer() : go()),
        send,
      )
      then.isRefused(refused, 500, 'internal_error')
      for (const picture of [one, two]) expect((await itemOf(picture))?.message_uuid).toBeUndefined()
    }
    expect((await send()).status).toBe(200)
    await isStoredOnce(me, uuid, one.file)
    await works({ uuid })
    expect(await filesOf(uuid)).toHaveLength(2)
  })

  test('of a copy that S3 reports with the status 200, the sender gets 500', async () => {
    const { uuid, send } = await twoPictures()
    const answer = () => new Response('<?xml version="1.0"?><Error><Code>InternalError</Code></Error>')
    const refused = await throughBucket(async ({ method }, go) => (method === 'PUT' ? answer() : go()), send)
    then.isRefused(refused, 500, 'internal_error')
    expect(takesJobs({ uuid })).toHaveLength(1)
  })

  test('an attempt whose copies were made twice, because a response was lost, is swept as well', async () => {
    const { me, uuid, one, send } = await twoPictures()
    const answer = await throughBucket(async ({ method }, go) => {
      const response = await go()
      if (method !== 'PUT') return response
      await response.text()
      return go()
    }, send)
    expect(answer.status).toBe(200)
    await works({ uuid })
    expect(await filesOf(uuid)).toHaveLength(2)
    await isStoredOnce(me, uuid, one.file)
  })
})
