import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { createUser, getUserByUuid } from '../../src/repository/users.ts'
import { erases, leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { hasRenamed, namesOf, namesSeenBy, renames } from '../steps/renames.ts'
import { live } from '../steps/sockets.ts'
import * as then from '../steps/then.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'
import { meter, type Pass, through } from '../steps/wire.ts'
import { delivers, refuses, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()

/** Fails every call after the first `count`, as if the process had been killed. */
const endsAfter = (count: number): Pass => {
  let calls = 0
  return (_, send) => {
    calls += 1
    if (calls > count) throw new Error('interrupted')
    return send()
  }
}

describe('the job of a rename', () => {
  test('is sent before the change, with a delay, and after it, and is done at once when repeated', async () => {
    const { me, other, uuid } = await given.aGroup()
    const before = await namesSeenBy(other, uuid)
    const names = namesOf(await hasRenamed(me, { display_name: 'New' }))
    const jobs = takesJobs(me)
    const job = { kind: 'rename', user_uuid: me.uuid }
    expect(jobs.map(({ job, delaySeconds }) => [job, delaySeconds])).toEqual([
      [job, 20],
      [job, 0],
    ])
    expect(await namesSeenBy(other, uuid)).toEqual(before)
    await delivers(String(jobs[1]?.body))
    expect(await namesSeenBy(other, uuid)).toEqual(names)
    const { commands } = await meter(() => delivers(String(jobs[0]?.body)))
    expect(commands).toEqual(['GetItem'])
  })

  test('is done for a user with any uuid that can be imported', async () => {
    const uuid = `00000000-0000-0000-0000-${randomUUID().slice(24)}`
    const [user, cognitoUserId] = [{ uuid, displayName: 'Old', handles: [given.aHandle()] }, randomUUID()]
    const me = { ...(await createUser({ ...user, cognitoUserId })), token: tokenFor(cognitoUserId) }
    const other = await given.aUser()
    const { body } = await calls('POST', '/api/messages', {
      as: other,
      body: { message: 'hi', handle: me.handle },
    })
    const names = namesOf(await hasRenamed(me, { display_name: 'New' }))
    await works(me)
    expect(await namesSeenBy(other, body.message_group_uuid)).toEqual(names)
  })

  test('does nothing if nothing was changed', async () => {
    const { me, other, uuid } = await given.aGroup()
    const before = await namesSeenBy(other, uuid)
    await delivers(JSON.stringify({ kind: 'rename', user_uuid: me.uuid }))
    expect(await namesSeenBy(other, uuid)).toEqual(before)
  })

  test('is done by the delayed one if the queue refuses the other one', async () => {
    const { me, other, uuid } = await given.aGroup()
    await through(
      ({ command }, send) => {
        if (command === 'TransactWriteItems') refuses(1)
        return send()
      },
      () => hasRenamed(me, { display_name: 'New' }),
    )
    expect(await works(me)).toBe(1)
    expect(await namesSeenBy(other, uuid)).toMatchObject({ display_name: 'New' })
  })

  test.each([
    '',
    'null',
    '{}',
    '{"kind":"rename"}',
    '{"kind":"toString","user_uuid":"6f1a1d2e-93b5-4b1f-8d6a-2f0c5c7e1a01"}',
  ])('fails if it is %j, so that the queue keeps it', async (body) => {
    await expect(delivers(body)).rejects.toThrow()
  })

  test('shows the new names, however the request and the job were interrupted', async () => {
    let wasInterrupted = true
    for (let count = 0; wasInterrupted; count += 1) {
      const { me, other, uuid } = await given.aGroup()
      const answer = await through(endsAfter(count), () =>
        renames(me, { display_name: 'New', handle: given.aHandle() }),
      )
      wasInterrupted = answer.status !== 200
      const [delayed] = takesJobs(me) // the other one is lost
      if (delayed) await delivers(delayed.body)
      const { displayName: display_name, handle } = (await getUserByUuid(me.uuid)) ?? me
      expect(await namesSeenBy(other, uuid)).toEqual({ display_name, handle })
    }
    let jobWasInterrupted = true
    for (let count = 0; jobWasInterrupted; count += 1) {
      const { me, other, uuid } = await given.aGroup()
      const names = namesOf(await hasRenamed(me, { display_name: 'New', handle: given.aHandle() }))
      const [delayed, next] = takesJobs(me)
      jobWasInterrupted = await through(endsAfter(count), () => delivers(String(next?.body))).then(
        () => false,
        () => true,
      )
      await delivers(String(delayed?.body))
      expect(await namesSeenBy(other, uuid)).toEqual(names)
    }
  })

  test('ends with the last of several renames, in any order of their jobs, also when they race', async () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [3, 3],
    ]) {
      const { me, other, uuid } = await given.aGroup()
      await hasRenamed(me, { display_name: 'First' })
      await hasRenamed(me, { display_name: 'Second' })
      const jobs = takesJobs(me)
      expect(jobs).toHaveLength(4)
      for (const index of order) await delivers(String(jobs[index]?.body))
      expect(await namesSeenBy(other, uuid)).toMatchObject({ display_name: 'Second' })
    }
    const { me, other, uuid } = await given.aGroup()
    const handles = ['a', 'b', 'c'].map(given.aHandle)
    const answers = await Promise.all(handles.map((handle) => renames(me, { display_name: handle, handle })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    await Promise.all(takesJobs(me).map(({ body }) => delivers(body)))
    await works(me)
    const { displayName: display_name, handle } = (await getUserByUuid(me.uuid)) ?? me
    expect(display_name).toBe(handle)
    expect(await namesSeenBy(other, uuid)).toEqual({ display_name, handle })
    expect((await getUserByUuid(me.uuid))?.profileVersion).toBe(3)
  })

  test('that has read the names before another rename does not restore them', async () => {
    const { me, other, uuid } = await given.aGroup()
    await hasRenamed(me, { display_name: 'First' })
    const [job] = takesJobs(me)
    let isRenamed = false
    await through(
      async ({ command }, send) => {
        if (command === 'UpdateItem' && !isRenamed) {
          isRenamed = true
          await hasRenamed(me, { display_name: 'Second' })
          await works(me)
        }
        return send()
      },
      () => delivers(String(job?.body)),
    )
    expect(isRenamed).toBe(true)
    expect(await namesSeenBy(other, uuid)).toMatchObject({ display_name: 'Second' })
  })
})

describe('an erasure', () => {
  test('ends the job of a rename, which restores no name, wherever the two meet', async () => {
    for (const meetsAt of ['GetItem', 'Query', 'UpdateItem']) {
      const { me, other, uuid } = await given.aGroup()
      await hasRenamed(me, { display_name: 'Somebody Secret', handle: given.aHandle('secret') })
      const [job] = takesJobs(me)
      let isErased = false
      await through(
        async ({ command }, send) => {
          if (command === meetsAt && !isErased) {
            isErased = true
            await erases(me)
          }
          return send()
        },
        () => delivers(String(job?.body)),
      )
      expect(isErased).toBe(true)
      await delivers(String(job?.body))
      expect(await leftOf([me.handle, 'Somebody Secret'])).toEqual([])
      expect(await namesSeenBy(other, uuid)).toEqual({ handle: '[deleted]', display_name: 'Deleted user' })
    }
  })

  test('that comes between is not undone by the rename', async () => {
    const { me } = await given.aGroup()
    let isErased = false
    const answer = await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !isErased) {
          isErased = true
          await erases(me)
        }
        return send()
      },
      () => renames(me, { display_name: 'Somebody Secret', handle: given.aHandle('secret') }),
    )
    then.isRefused(answer, 403, 'user_unknown')
    await works(me)
    expect(await leftOf([me.handle, 'Somebody Secret', 'secret_'])).toEqual([])
  })
})
