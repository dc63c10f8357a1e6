import { afterEach, describe, expect, test } from '@jest/globals'
import { groupUuidOf } from '../../src/domain/group.ts'
import { freeOf, secondsLeft, windowOf } from '../../src/domain/limit.ts'
import { mindLimit } from '../../src/repository/limits.ts'
import { at } from '../steps/clock.ts'
import * as given from '../steps/given.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine()

const { SENDS_PER_MINUTE, STARTS_PER_HOUR } = process.env
afterEach(() => {
  Object.assign(process.env, { SENDS_PER_MINUTE, STARTS_PER_HOUR })
})

type Caller = { token: string }
const sends = (as: Caller, uuid: string, message = 'hi') =>
  calls('POST', '/api/messages', { as, body: { message, message_group_uuid: uuid } })
const starts = (as: Caller, { handle }: { handle: string }) =>
  calls('POST', '/api/messages', { as, body: { message: 'hi', handle } })

const isToComeAgain = (answer: Awaited<ReturnType<typeof sends>>, withinSeconds: number) => {
  then.isRefused(answer, 429, 'too_many_requests')
  const seconds = Number(answer.headers.get('retry-after'))
  expect(seconds).toBeGreaterThanOrEqual(1)
  expect(seconds).toBeLessThanOrEqual(withinSeconds)
}

const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted()

// A window that ended in the midst of a test would begin anew.
const inOneWindow = (act: () => Promise<void>) => at(Date.now(), act)

describe('sending', () => {
  test('too much is 429, and stores nothing; others may send on', () =>
    inOneWindow(async () => {
      const { me, other, uuid } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '16'
      // One has been sent already, to begin with.
      for (let count = 1; count < 16; count += 1) expect((await sends(me, uuid)).status).toBe(200)
      isToComeAgain(await sends(me, uuid, 'one too many'), 60)
      expect((await sends(other, uuid)).status).toBe(200)
      const texts = (await itemsIn(`MSG#${uuid}`)).map(({ message }) => message)
      expect([texts.length, texts.includes('one too many')]).toEqual([17, false])
    }))

  test('counts what other processes have counted', () =>
    inOneWindow(async () => {
      const { me, uuid } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '16'
      const limit = { name: 'send', most: 16, seconds: 60 }
      for (let count = 1; count < 16; count += 1) await mindLimit(me.uuid, limit, Date.now())
      isToComeAgain(await sends(me, uuid), 60)
    }))

  test('costs nothing more as long as it is not much, and then one write, beside the read', () =>
    inOneWindow(async () => {
      const { me, uuid } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '32'
      const commands = async () => (await meter(() => sends(me, uuid))).commands.toSorted()
      await commands()
      expect([await commands(), await commands()]).toEqual([
        ['GetItem', 'PutItem'],
        ['GetItem', 'PutItem'],
      ])
      const { commands: counted, units } = await meter(() => sends(me, uuid))
      expect(counted.toSorted()).toEqual(['GetItem', 'PutItem', 'UpdateItem'])
      expect(units).toEqual([1, 1, 1])
    }))

  test('by handle counts the same', () =>
    inOneWindow(async () => {
      const { me, other } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '8'
      for (let count = 1; count < 8; count += 1) expect((await starts(me, other)).status).toBe(200)
      isToComeAgain(await starts(me, other), 60)
    }))
})

describe('starting conversations', () => {
  test('too many is 429 and starts none; those that there are go on', () =>
    inOneWindow(async () => {
      const me = await given.aUser()
      const people = await Promise.all(Array.from({ length: 4 }, () => given.aUser()))
      process.env.STARTS_PER_HOUR = '3'
      const [first, , , last] = people as [typeof me, typeof me, typeof me, typeof me]
      for (const person of people.slice(0, 3)) expect((await starts(me, person)).status).toBe(200)
      isToComeAgain(await starts(me, last), 3600)
      expect(await itemsIn(`MSG#${groupUuidOf(me.uuid, last.uuid)}`)).toEqual([])
      expect((await calls('GET', '/api/message_groups', { as: last })).body).toEqual([])
      expect((await starts(me, first)).status).toBe(200)
      expect((await starts(last, me)).status).toBe(200)
    }))

  test('many at once are no more than there may be', () =>
    inOneWindow(async () => {
      const me = await given.aUser()
      const people = await Promise.all(Array.from({ length: 8 }, () => given.aUser()))
      process.env.STARTS_PER_HOUR = '5'
      const answers = await Promise.all(people.map((person) => starts(me, person)))
      expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    }))
})

test('a window ends when the next one begins, and is cleared away by the table', async () => {
  const limit = { name: 'send', most: 80, seconds: 60 }
  expect(windowOf(limit, 59_999)).toEqual({ index: 0, endsAtSeconds: 60 })
  expect(windowOf(limit, 60_000)).toEqual({ index: 1, endsAtSeconds: 120 })
  expect([secondsLeft(limit, 59_999), secondsLeft(limit, 60_000), freeOf(limit)]).toEqual([1, 60, 10])
  const { uuid } = await given.aUser()
  for (let count = 0; count <= freeOf(limit); count += 1) await mindLimit(uuid, limit, 30_000)
  expect(await itemsIn(`LIM#${uuid}`)).toEqual([{ pk: `LIM#${uuid}`, sk: 'send#0', hits: 1, expires_at: 60 }])
})
