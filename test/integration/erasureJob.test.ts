import { randomInt } from 'node:crypto'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { messageItem } from '../../src/repository/messages.ts'
import { deletesAccount, exportFilesOf, exportsAll, pushService } from '../steps/accounts.ts'
import { filesOf } from '../steps/attachments.ts'
import { throughBucket } from '../steps/bucketWire.ts'
import { aConversation } from '../steps/conversation.ts'
import { leftOf } from '../steps/erasures.ts'
import { aFullUser } from '../steps/fullUser.ts'
import * as given from '../steps/given.ts'
import { memberUuidsOf } from '../steps/groups.ts'
import { numRuns } from '../steps/numRuns.ts'
import { runs } from '../steps/program.ts'
import { deletesReports } from '../steps/reported.ts'
import { says } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { allItems, itemsIn, putItems } from '../steps/table.ts'
import { aUserPool, deletedAccounts } from '../steps/userPool.ts'
import { type Pass, through } from '../steps/wire.ts'
import { delivers, type Queued, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()
aUserPool()
process.env.PUSH_SERVICES = pushService

type FullUser = Awaited<ReturnType<typeof aFullUser>>

/** Somebody with something of everything, whose deletion has begun. */
const aDeletedUser = async () => {
  const user = await aFullUser()
  await exportsAll(user.me)
  takesJobs(user.me)
  expect((await deletesAccount(user.me)).status).toBe(200)
  const [job] = takesJobs(user.me)
  return { ...user, body: String(job?.body) }
}

const isErased = async ({ me, friend, third, groups, traces }: FullUser) => {
  expect(await leftOf(traces)).toEqual([])
  expect(await exportFilesOf(me)).toEqual([])
  expect(await filesOf(groups.alone)).toEqual([])
  expect(await itemsIn(`MSG#${groups.alone}`)).toEqual([])
  expect(deletedAccounts().filter((one) => one === me.cognitoUserId)).toHaveLength(1)
  expect(await memberUuidsOf(third, groups.owned)).toEqual([friend.uuid, third.uuid])
  const own = (await allItems()).filter(({ pk }) => /^(GRP|CON|EXP|LIM|BLK)#/.test(String(pk)))
  expect(own.filter(({ pk }) => String(pk).endsWith(me.uuid))).toEqual([])
}

const aMinute = 60_000

// Each job reads all reports. Without this, the number of jobs depends on the tests before.
beforeEach(deletesReports)

describe('the job of a deletion', () => {
  test('is completed when the queue delivers it again, wherever it was interrupted', async () => {
    let calls = 0
    const interrupted = <T>(at: number, work: () => Promise<T>) => {
      calls = 0
      const count = () => {
        calls += 1
        if (calls === at) throw new Error('interrupted')
      }
      const pass: Pass = (_, send) => {
        count()
        return send()
      }
      return through(pass, () =>
        throughBucket(async (_, send) => {
          count()
          return send()
        }, work),
      )
    }
    const rounds = numRuns(30)
    const measured = await aDeletedUser()
    let all = 0
    for (let jobs: { body: string }[] = [measured]; jobs.length > 0; jobs = takesJobs(measured.me)) {
      for (const { body } of jobs) await interrupted(0, () => delivers(body))
      all += calls
    }
    await isErased(measured)
    for (let round = 0; round < rounds; round += 1) {
      const user = await aDeletedUser()
      // In each delivery, at another call than in the one before.
      let at = Math.floor((round * all) / rounds) + randomInt(1, Math.ceil(all / rounds))
      for (let jobs: { body: string }[] = [user]; jobs.length > 0; jobs = takesJobs(user.me)) {
        for (const { body } of jobs) {
          await interrupted(at, () => delivers(body)).catch(async ({ message }: Error) => {
            expect(message).toContain('interrupted')
            await delivers(body)
          })
          at -= calls
        }
      }
      await isErased(user)
    }
  })

  test('continues whenever its time is up', async () => {
    for (const every of [1, 2, 3, 5, 8]) {
      const user = await aDeletedUser()
      let asked = 0
      const msLeft = () => {
        asked += 1
        return asked % every === 0 ? 0 : aMinute
      }
      await delivers(user.body, { msLeft })
      expect(await works(user.me, { msLeft })).toBeLessThan(60)
      await isErased(user)
    }
  })

  test('can be delivered twice, at the same time and again when everything is done', async () => {
    const user = await aDeletedUser()
    const delivered: string[] = []
    for (let jobs = [{ body: user.body }]; jobs.length > 0; jobs = takesJobs(user.me).slice(0, 1)) {
      for (const { body } of jobs) {
        // An attempt can fail because of the other one. The queue then delivers it again.
        const both = await Promise.allSettled([body, body].map((one) => delivers(one, { msLeft: 0 })))
        expect(both.map(({ status }) => status)).toContain('fulfilled')
        delivered.push(body)
      }
    }
    await isErased(user)
    const before = await allItems()
    for (const body of delivered) {
      await delivers(body, { msLeft: 0 })
      expect(await works(user.me)).toBeLessThan(5)
    }
    expect(await allItems()).toEqual(before)
  })

  test('reads each page of a conversation once, however often its time is up', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const { groupUuid } = await aConversation(me, other, [{ at: '2026-01-01T00:00:00.000Z', text: 'first' }])
    const count = 1700
    const start = Date.parse('2026-01-02T00:00:00.000Z')
    await putItems(
      Array.from({ length: count }, (_, index) => {
        const msecs = start + index * 1000
        const uuid = uuidv7({ msecs })
        const place = `${new Date(msecs).toISOString()}#${uuid}`
        const sender = index % 50 === 0 ? me : other
        const memberUuids = [me.uuid, other.uuid]
        return messageItem({ uuid, groupUuid, memberUuids, text: `text ${index}`, sender, place })
      }),
    )
    await deletesAccount(me)
    let queries = 0
    const counted: Pass = ({ command, input }, send) => {
      const pk = Object.values(input.ExpressionAttributeValues ?? {})[0]
      if (command === 'Query' && pk === `MSG#${groupUuid}`) queries += 1
      return send()
    }
    const delivered: string[] = []
    for (let jobs = takesJobs(me); jobs.length > 0; jobs = takesJobs(me))
      for (const { body } of jobs) {
        delivered.push(body)
        await through(counted, () => delivers(body, { msLeft: 0 }))
      }
    expect(queries).toBe(4)
    expect(delivered.filter((body) => body.includes(groupUuid))).toHaveLength(3)
    // The conversation with a place is not there any more.
    for (const body of delivered) await delivers(body, { msLeft: 0 })
    await works(me, { msLeft: 0 })
    const texts = (await itemsIn(`MSG#${groupUuid}`)).filter(({ user_uuid }) => user_uuid === other.uuid)
    expect(texts).toHaveLength(count - count / 50)
    expect(await leftOf([me.handle])).toEqual([])
  })

  test('has a bounded size, with many conversations', async () => {
    const me = await given.aUser({ displayName: 'Busy Zenobia' })
    const conversations = 25
    for (let index = 0; index < conversations; index += 1)
      await says(me, 'hello from the busy one', await given.aUser())
    await deletesAccount(me)
    const sizes: number[] = []
    for (let jobs: Queued[] = takesJobs(me); jobs.length > 0; jobs = takesJobs(me)) {
      for (const { body } of jobs) {
        sizes.push(body.length)
        await delivers(body, { msLeft: 0 })
      }
    }
    expect(Math.max(...sizes)).toBeLessThan(1000)
    expect(sizes.length).toBeLessThan(4 * conversations)
    expect(await leftOf([me.handle, 'Busy Zenobia', 'hello from the busy one'])).toEqual([])
  })

  test('takes back many blocks, by the user and of the user', async () => {
    const me = await given.aUser()
    const people = Array.from({ length: 60 }, () => uuidv7())
    await putItems(people.map((sk) => ({ pk: `BLK#${me.uuid}`, sk })))
    await putItems(people.map((sk) => ({ pk: `GRP#${me.uuid}`, sk, is_blocked: true })))
    await deletesAccount(me)
    expect(await works(me, { msLeft: 0 })).toBeGreaterThan(60)
    expect([...(await itemsIn(`BLK#${me.uuid}`)), ...(await itemsIn(`GRP#${me.uuid}`))]).toEqual([])
  })
})

test('users:erase does the same at once, and counts what it erases', async () => {
  const user = await aFullUser()
  await exportsAll(user.me)
  await opens(user.me)
  const { code, stdout } = await runs('users:erase', user.me.handle, '--wait', '0')
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { erased: user.me.uuid, conversations: 4, messages: 5, reactions: 1, reports: 2, connections: 1 },
  ])
  expect(await leftOf(user.traces)).toEqual([])
  expect(await exportFilesOf(user.me)).toEqual([])
  expect(deletedAccounts()).not.toContain(user.me.cognitoUserId)
})
