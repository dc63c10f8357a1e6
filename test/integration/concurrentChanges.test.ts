import { describe, expect, test } from '@jest/globals'
import { suspendUser } from '../../src/repository/admin/suspension.ts'
import { userKeys } from '../../src/repository/keys.ts'
import { markReadUpTo } from '../../src/repository/membershipUpdates.ts'
import { getItem } from '../../src/repository/reads.ts'
import { repeatChange } from '../../src/repository/writes.ts'
import * as given from '../steps/given.ts'
import { admits, blocks, changes, listsWith, unblocks } from '../steps/safety.ts'
import { through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const many = 30

/** Does something so many times at once. All must succeed. */
const atOnce = async (act: (number: number) => Promise<{ status: number }>) => {
  const answers = await Promise.all(Array.from({ length: many }, (_, number) => act(number)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
}

describe('when many devices change the same thing at once, all succeed:', () => {
  test('settings, and the copies of the user stay equal', async () => {
    const me = await given.aUser()
    await atOnce((number) => admits(me, ['requests', 'nobody', 'inbox'][number % 3] ?? ''))
    const keys = [
      userKeys.byUuid(me.uuid),
      userKeys.byHandle(me.handle),
      userKeys.byCognitoId(me.cognitoUserId),
    ]
    const [first, ...others] = await Promise.all(keys.map(getItem))
    for (const item of others) expect(item?.strangers).toBe(first?.strangers)
  })

  test('the view of a conversation', async () => {
    const { me, uuid } = await given.aGroup()
    await atOnce((number) =>
      changes(
        me,
        uuid,
        number % 2 ? { is_archived: number % 4 === 1 } : { is_marked_unread: number % 4 === 0 },
      ),
    )
    expect(await listsWith(me, uuid)).toHaveLength(1)
  })

  test('blocks', async () => {
    const { me, other, uuid } = await given.aGroup()
    await atOnce((number) => (number % 2 ? blocks(me, other) : unblocks(me, other)))
    await unblocks(me, other)
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
  })
})

test('nobody can prevent a block by reading on', async () => {
  const { me, other, uuid } = await given.aGroup()
  let reads = 0
  const readsOn = async () => {
    reads += 1
    await markReadUpTo(other.uuid, uuid, `${new Date(Date.now() + reads).toISOString()}#x`)
  }
  const blocked = await through(
    async ({ command }, send) => {
      if (command === 'TransactWriteItems') await readsOn()
      return send()
    },
    () => blocks(me, other),
  )
  expect([blocked.status, reads]).toEqual([200, 1])
})

test('nobody can prevent a suspension by changing their settings', async () => {
  const { uuid, ...me } = await given.aUser()
  let left = 6
  const { user } = await through(
    async ({ command }, send) => {
      if (command === 'TransactWriteItems' && left > 0) {
        left -= 1
        await admits(me, left % 2 ? 'nobody' : 'inbox')
      }
      return send()
    },
    () => suspendUser(uuid, Date.now(), () => {}),
  )
  expect(user.suspendedAt).toBeDefined()
})

test('a change that fails again and again is repeated with jitter, and then given up', async () => {
  const waits: number[] = []
  const repeated = repeatChange(
    'trying',
    async () => undefined,
    async (ms) => {
      waits.push(ms)
    },
  )
  await expect(repeated).rejects.toThrow('gave up trying')
  expect(waits).toHaveLength(10)
  for (const [index, ms] of waits.entries()) expect(ms).toBeLessThanOrEqual(Math.min(400, 80 * 2 ** index))
})
