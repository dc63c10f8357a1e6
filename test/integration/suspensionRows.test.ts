import { describe, expect, test } from '@jest/globals'
import { restoreUser, suspendUser } from '../../src/repository/admin/suspension.ts'
import { getUserByUuid } from '../../src/repository/users.ts'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { admits, blocks, says, saysInto, unblocks } from '../steps/safety.ts'
import { restores, suspends, userItems } from '../steps/suspensions.ts'
import { allItems, itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { type Pass, through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const suspendedMarks = async (...people: { uuid: string }[]) => {
  const rows = (await Promise.all(people.map(({ uuid }) => itemsIn(`GRP#${uuid}`)))).flat()
  return rows.filter((row) => row.is_suspended || row.is_other_suspended)
}

describe('the marks in the rows', () => {
  test('of two people of whom both are suspended are independent', async () => {
    const { me, other, uuid } = await given.aGroup()
    await suspends(me)
    await suspends(other)
    await restores(me)
    expect(await suspendedMarks(me, other)).toHaveLength(2)
    then.isRefused(await saysInto(me, 'alone', uuid), 403, 'recipient_unavailable')
    then.isRefused(await saysInto(other, 'alone', uuid), 403, 'account_suspended')
    await restores(other)
    expect(await suspendedMarks(me, other)).toEqual([])
    expect((await saysInto(me, 'together', uuid)).status).toBe(200)
  })

  test('change no revision and no list', async () => {
    const { me, other, uuid } = await given.aGroup()
    const rows = async () => [...(await itemsIn(`GRP#${me.uuid}`)), ...(await itemsIn(`GRP#${other.uuid}`))]
    const before = await rows()
    await suspends(other)
    expect(await rows()).toEqual([
      { ...before[0], is_other_suspended: true },
      { ...before[1], is_suspended: true },
    ])
    await restores(other)
    expect(await rows()).toEqual(before)
    expect((await saysInto(me, 'unchanged', uuid)).status).toBe(200)
  })

  test('are not set in rows that a block has written before a first message, which stay as they are', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await blocks(me, other)
    const before = await itemsIn(`GRP#${other.uuid}`)
    expect(JSON.parse((await suspends(other)).stdout)).toMatchObject({ conversations: 0 })
    expect(await itemsIn(`GRP#${other.uuid}`)).toEqual(before)
    await unblocks(me, other)
    then.isRefused(await says(me, 'hello', other), 403, 'recipient_unavailable')
    await restores(other)
    expect((await says(me, 'hello', other)).status).toBe(200)
  })

  test('stay while one blocks and unblocks the other', async () => {
    const { me, other, uuid } = await given.aGroup()
    await suspends(other)
    await blocks(me, other)
    await unblocks(me, other)
    then.isRefused(await saysInto(me, 'still away?', uuid), 403, 'recipient_unavailable')
    await restores(other)
    expect(await suspendedMarks(me, other)).toEqual([])
  })

  test('need no row of an erased person', async () => {
    const { me, other } = await given.aGroup()
    await erases(me)
    const before = (await allItems()).length
    expect(JSON.parse((await suspends(other)).stdout)).toMatchObject({ conversations: 1 })
    expect(JSON.parse((await restores(other)).stdout)).toMatchObject({ conversations: 1 })
    expect(await allItems()).toHaveLength(before)
  })

  test('go with the erasure of the suspended person, and the tombstone has no sign of it', async () => {
    const { me, other, uuid } = await given.aGroup()
    await admits(other, 'requests')
    await suspends(other)
    await erases(other)
    expect(await suspendedMarks(me, other)).toEqual([])
    const [tombstone, ...rest] = await userItems(other)
    expect([Object.keys(tombstone ?? {}).sort(), rest]).toEqual([['erased_at', 'pk', 'sk', 'uuid'], []])
    then.isRefused(await saysInto(me, 'gone?', uuid), 403, 'recipient_unavailable')
  })
})

describe('a suspension and a restoration', () => {
  /** Fails every call after the first `count`, as if the program had been killed. */
  const endsAfter = (count: number): Pass => {
    let calls = 0
    return (_, send) => {
      calls += 1
      if (calls > count) throw new Error('interrupted')
      return send()
    }
  }

  const isInterrupted = (count: number, work: () => Promise<unknown>) =>
    through(endsAfter(count), work).then(
      () => false,
      () => true,
    )

  /** A person with three conversations. */
  const aBusyUser = async () => {
    const user = await given.aUser()
    const others = await Promise.all([1, 2, 3].map(() => given.aUser()))
    for (const other of others) await says(other, 'hello', user)
    return { user, others }
  }

  test('that are interrupted at any call are completed by the next run', async () => {
    let wasInterrupted = true
    for (let count = 0; wasInterrupted; count += 1) {
      const { user, others } = await aBusyUser()
      const suspend = () => suspendUser(user.uuid, Date.now(), () => {})
      wasInterrupted = await isInterrupted(count, suspend)
      await suspend()
      expect(await suspendedMarks(user, ...others)).toHaveLength(6)
      const restore = () => restoreUser(user.uuid, () => {})
      await isInterrupted(count, restore)
      // A row that is marked is never left behind by a user who is not.
      if ((await suspendedMarks(user, ...others)).length > 0)
        expect((await getUserByUuid(user.uuid))?.suspendedAt).toBeDefined()
      await restore()
      expect([await suspendedMarks(user, ...others), await getUserByUuid(user.uuid)]).toEqual([
        [],
        expect.not.objectContaining({ suspendedAt: expect.anything() }),
      ])
    }
  })

  test('leave no conversation without marks that starts meanwhile', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { user, others } = await aBusyUser()
      const strangers = await Promise.all([1, 2, 3, 4].map(() => given.aUser()))
      await calls('GET', '/api/users/me', { as: user })
      const started = strangers.map((stranger, index) =>
        index % 2 === 0 ? says(stranger, 'to the racer', user) : says(user, 'from the racer', stranger),
      )
      const [, answers] = await Promise.all([
        suspendUser(user.uuid, Date.now(), () => {}),
        Promise.all(started),
      ])
      const accepted = answers.filter(({ status }) => status === 200).length
      expect(answers.filter(({ status }) => ![200, 403].includes(status))).toEqual([])
      expect(await suspendedMarks(user, ...others, ...strangers)).toHaveLength(2 * (3 + accepted))
    }
  })
})
