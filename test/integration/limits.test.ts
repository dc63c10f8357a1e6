import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { createCache } from '../../src/cache.ts'
import { VisibleError } from '../../src/domain/error.ts'
import { groupUuidOf } from '../../src/domain/group.ts'
import { secondsLeft, windowOf } from '../../src/domain/limit.ts'
import { freshForMs } from '../../src/domain/place.ts'
import { createLimiter } from '../../src/repository/limits.ts'
import { at } from '../steps/clock.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { admits, blocks, changes, opensGroup, unblocks } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { countRoundTrips, meter, type Pass, through } from '../steps/wire.ts'

given.anEngine()
live()

const { SENDS_PER_MINUTE, STARTS_PER_HOUR, CHANGES_PER_MINUTE } = process.env
const { READS_PER_MINUTE, MARKS_PER_MINUTE, FRAMES_PER_MINUTE } = process.env
afterEach(() => {
  Object.assign(process.env, { SENDS_PER_MINUTE, STARTS_PER_HOUR, CHANGES_PER_MINUTE })
  Object.assign(process.env, { READS_PER_MINUTE, MARKS_PER_MINUTE, FRAMES_PER_MINUTE })
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

// So that no window ends in the middle of a test.
const inOneWindow = (act: () => Promise<void>) => at(Date.now(), act)

const perMinute = { name: 'send', max: 240, windowSeconds: 60 }

/** Whether the limiter of a process accepts a hit. */
const passes = (limiter: ReturnType<typeof createLimiter>, userUuid: string, limit = perMinute) =>
  limiter(userUuid, limit, Date.now()).then(
    () => true,
    (error: unknown) => {
      if (error instanceof VisibleError && error.code === 'too_many_requests') return false
      throw error
    },
  )

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const countOf = (all: boolean[]) => all.filter(Boolean).length

describe('sending', () => {
  test('too much is 429 and stores nothing, and others can still send', () =>
    inOneWindow(async () => {
      process.env.SENDS_PER_MINUTE = '16'
      const { me, other, uuid } = await given.aGroup()
      // One has been sent already, to start the conversation.
      for (let count = 1; count < 16; count += 1) expect((await sends(me, uuid)).status).toBe(200)
      isToComeAgain(await sends(me, uuid, 'one too many'), 60)
      expect((await sends(other, uuid)).status).toBe(200)
      const texts = (await itemsIn(`MSG#${uuid}`)).map(({ message }) => message)
      expect([texts.length, texts.includes('one too many')]).toEqual([17, false])
    }))

  test('counts across processes', () =>
    inOneWindow(async () => {
      process.env.SENDS_PER_MINUTE = '16'
      const { me, uuid } = await given.aGroup()
      const another = createLimiter()
      for (let count = 1; count < 16; count += 1)
        await another(me.uuid, { ...perMinute, max: 16 }, Date.now())
      isToComeAgain(await sends(me, uuid), 60)
    }))

  test('costs nothing for the first four of a minute, and at most a tenth more for ten', () =>
    inOneWindow(async () => {
      process.env.SENDS_PER_MINUTE = '240'
      const { other, uuid } = await given.aGroup()
      await calls('GET', '/api/users/me', { as: other })
      const send = async () => {
        const { commands, units } = await meter(() => sends(other, uuid))
        const written = commands.map((command, index) => (command === 'GetItem' ? 0 : (units[index] ?? 0)))
        return { commands: commands.toSorted(), written: written.reduce((sum, one) => sum + one, 0) }
      }
      const ten: Awaited<ReturnType<typeof send>>[] = []
      for (let count = 0; count < 10; count += 1) ten.push(await send())
      expect(ten.slice(0, 4).map(({ commands }) => commands)).toEqual(many(4, () => ['GetItem', 'PutItem']))
      expect(ten[4]?.commands).toEqual(['GetItem', 'PutItem', 'UpdateItem'])
      expect(ten.slice(0, 4).map(({ written }) => written)).toEqual([1, 1, 1, 1])
      expect(ten.reduce((sum, { written }) => sum + written, 0)).toBeLessThanOrEqual(11)
    }))

  test('by handle counts the same', () =>
    inOneWindow(async () => {
      process.env.SENDS_PER_MINUTE = '8'
      const { me, other } = await given.aGroup()
      for (let count = 1; count < 8; count += 1) expect((await starts(me, other)).status).toBe(200)
      isToComeAgain(await starts(me, other), 60)
    }))

  test('with late keys has half the limit, since each leaves a pointer', () =>
    inOneWindow(async () => {
      const { me, other, uuid } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '16'
      const late = (body: object) => {
        const headers = { 'idempotency-key': uuidv7({ msecs: Date.now() - freshForMs - 1 }) }
        return calls('POST', '/api/messages', { as: me, body: { message: 'late', ...body }, headers })
      }
      for (let count = 0; count < 7; count += 1) {
        expect((await late({ message_group_uuid: uuid })).status).toBe(200)
      }
      expect((await late({ handle: other.handle })).status).toBe(200)
      isToComeAgain(await late({ message_group_uuid: uuid }), 60)
      isToComeAgain(await late({ handle: other.handle }), 60)
      expect((await sends(me, uuid)).status).toBe(200)
      const pointers = (await itemsIn(`MSG#${uuid}`)).filter(({ moved_to }) => moved_to !== undefined)
      expect(pointers).toHaveLength(8)
    }))

  test('with a late key needs as many sequential calls as with a fresh one', () =>
    inOneWindow(async () => {
      const { me, uuid: message_group_uuid } = await given.aGroup()
      process.env.SENDS_PER_MINUTE = '16' // none of which is free, so both limits are counted in the table
      await calls('GET', '/api/users/me', { as: me })
      const headers = { 'idempotency-key': uuidv7({ msecs: Date.now() - freshForMs - 1 }) }
      const body = { message: 'late', message_group_uuid }
      // The limits in parallel with the membership, then the pointer, then the message.
      expect(await countRoundTrips(() => calls('POST', '/api/messages', { as: me, body, headers }))).toBe(3)
    }))
})

describe('the limiter', () => {
  test.each([
    [1, 240],
    [10, 276],
    [50, 436],
  ])(
    'of 900 concurrent hits in %d processes accepts at most %d, and at least half the limit',
    (count, most) =>
      inOneWindow(async () => {
        const userUuid = randomUUID()
        const processes = many(count, () => createLimiter())
        const answers = await Promise.all(
          many(900, (index) => passes(processes[index % count] ?? createLimiter(), userUuid)),
        )
        expect(countOf(answers)).toBeLessThanOrEqual(most)
        expect(countOf(answers)).toBeGreaterThanOrEqual(120)
      }),
  )

  test('accepts at least half the limit in any number of processes', async () => {
    const whichOf = fc.array(fc.nat(49), { minLength: 12, maxLength: 60, size: 'max' })
    const runs = fc.integer({ min: 1, max: 70 })
    await fc.assert(
      fc.asyncProperty(whichOf, runs, (which, run) =>
        inOneWindow(async () => {
          const userUuid = randomUUID()
          const processes = many(50, () => createLimiter())
          let passed = 0
          let refused = 0
          // The same process several times in a row, then another: that leaves the most that is reserved and not used.
          for (let turn = 0; turn < 900; turn += 1) {
            const index = which[Math.floor(turn / run) % which.length] ?? 0
            const isLetIn = await passes(processes[index] ?? createLimiter(), userUuid)
            if (isLetIn) passed += 1
            else refused += 1
            if (!isLetIn && refused === 1) expect(passed).toBeGreaterThanOrEqual(120)
          }
          expect(refused).toBeGreaterThan(0)
          expect(passed).toBeLessThanOrEqual(50 * 4 + 236)
        }),
      ),
      { numRuns: numRuns(10) },
    )
  })

  test('accepts exactly the limit of a thousand concurrent hits in one process, with five reservations', () =>
    inOneWindow(async () => {
      const userUuid = randomUUID()
      const limiter = createLimiter()
      let answers: boolean[] = []
      const { commands } = await meter(async () => {
        answers = await Promise.all(many(1000, () => passes(limiter, userUuid)))
      })
      expect(countOf(answers)).toBe(240)
      expect(commands).toEqual(many(5, () => 'UpdateItem'))
      const { commands: later } = await meter(async () => expect(await passes(limiter, userUuid)).toBe(false))
      expect(later).toEqual([])
    }))

  test('can be retried after a failed reservation', () =>
    inOneWindow(async () => {
      const userUuid = randomUUID()
      const limiter = createLimiter()
      const fails: Pass = async () => {
        throw new Error('the table is away')
      }
      const limit = { ...perMinute, max: 2 }
      const act = () => Promise.allSettled(many(2, () => passes(limiter, userUuid, limit)))
      expect((await through(fails, act)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect((await act()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      expect(await passes(limiter, userUuid, limit)).toBe(false)
    }))
})

describe('within one process', () => {
  test.each([
    ['reads', 'READS_PER_MINUTE', (as: Caller) => calls('GET', '/api/users/me', { as })],
    [
      'marks',
      'MARKS_PER_MINUTE',
      (as: Caller, { uuid, messageUuid }: { uuid: string; messageUuid: string }) =>
        calls('PUT', `/api/message_groups/${uuid}/read`, { as, body: { message_uuid: messageUuid } }),
    ],
  ])('too many %s are 429, for this user only and until the minute ends', async (_, variable, act) => {
    const group = await given.aGroup()
    await inOneWindow(async () => {
      process.env[variable] = '3'
      for (let count = 0; count < 3; count += 1) expect((await act(group.me, group)).status).toBe(200)
      isToComeAgain(await act(group.me, group), 60)
      expect((await act(group.other, group)).status).toBe(200)
    })
    await at(Date.now() + 60_000, async () => expect((await act(group.me, group)).status).toBe(200))
  })

  test('reads, marks and sends are counted separately, and a refused read does not call the table', () =>
    inOneWindow(async () => {
      const { me, uuid, messageUuid } = await given.aGroup()
      process.env.READS_PER_MINUTE = '1'
      expect((await calls('GET', `/api/messages/${uuid}`, { as: me })).status).toBe(200)
      const { commands } = await meter(async () =>
        isToComeAgain(await calls('GET', `/api/messages/${uuid}`, { as: me }), 60),
      )
      expect(commands).toEqual([])
      const body = { message_uuid: messageUuid }
      expect((await calls('PUT', `/api/message_groups/${uuid}/read`, { as: me, body })).status).toBe(200)
      expect((await sends(me, uuid)).status).toBe(200)
    }))

  test('too many frames of any kind are answered with an error frame, and the socket stays open', () =>
    inOneWindow(async () => {
      process.env.FRAMES_PER_MINUTE = '3'
      const [me, other] = await Promise.all([given.aUser(), given.aUser()])
      const [socket, another, theirs] = [await opens(me), await opens(me), await opens(other)]
      await socket.sends({ action: 'ping' })
      await socket.sends('no JSON')
      await another.sends({ action: 'ping' })
      for (const frame of [{ action: 'ping' }, 'no JSON']) await socket.sends(frame)
      await theirs.sends({ action: 'ping' })
      const refused = { type: 'error', code: 'too_many_requests' }
      expect(socket.frames).toEqual([
        { type: 'pong' },
        { type: 'error', code: 'body_not_json' },
        refused,
        refused,
      ])
      expect([another.frames, theirs.frames]).toEqual([[{ type: 'pong' }], [{ type: 'pong' }]])
      expect(socket.isClosed()).toBe(false)
      await Promise.all([socket, another, theirs].map((one) => one.close()))
    }))

  test('the number of counters is limited: expired ones go first, then the oldest', () => {
    const entries = createCache<string>(3)
    const [now, until] = [0, 10]
    for (const name of ['a', 'b', 'c', 'a', 'd']) entries.set(name, name, { now, until })
    expect(['a', 'b', 'c', 'd'].map((name) => entries.get(name, now))).toEqual(['a', undefined, 'c', 'd'])
    expect(entries.get('a', until)).toBeUndefined()
    entries.set('e', 'e', { now: until, until: 20 })
    expect(['a', 'c', 'd', 'e'].map((name) => entries.get(name, 0))).toEqual([
      undefined,
      undefined,
      undefined,
      'e',
    ])
  })
})

test('too many changes of lists, blocks and settings together are 429, and change nothing', () =>
  inOneWindow(async () => {
    const { me, other, uuid } = await given.aGroup()
    process.env.CHANGES_PER_MINUTE = '4'
    const acts = [
      () => admits(other, 'requests'),
      () => changes(other, uuid, { is_archived: true }),
      () => blocks(other, me),
      () => unblocks(other, me),
    ]
    for (const act of acts) expect((await act()).status).toBe(200)
    const before = await opensGroup(other, uuid)
    for (const act of acts) isToComeAgain(await act(), 60)
    isToComeAgain(await changes(other, uuid, { is_archived: false }), 60)
    expect(await opensGroup(other, uuid)).toEqual(before)
    expect((await changes(me, uuid, { is_archived: true })).status).toBe(200)
  }))

describe('starting conversations', () => {
  test('too many is 429, and sending in existing conversations still works', () =>
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

  test('concurrent starts stay within the limit', () =>
    inOneWindow(async () => {
      const me = await given.aUser()
      const people = await Promise.all(Array.from({ length: 8 }, () => given.aUser()))
      process.env.STARTS_PER_HOUR = '5'
      const answers = await Promise.all(people.map((person) => starts(me, person)))
      expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    }))
})

test('a window ends when the next one begins, and its item expires', async () => {
  const limit = { name: 'send', max: 80, windowSeconds: 60 }
  expect(windowOf(limit, 59_999)).toEqual({ index: 0, endsAtSeconds: 60 })
  expect(windowOf(limit, 60_000)).toEqual({ index: 1, endsAtSeconds: 120 })
  expect([secondsLeft(limit, 59_999), secondsLeft(limit, 60_000)]).toEqual([1, 60])
  const [uuid, limiter] = [randomUUID(), createLimiter()]
  for (const now of [30_000, 30_000, 60_000]) await limiter(uuid, limit, now)
  // One of each window is free, and the second reserves the first chunk of two.
  expect(await itemsIn(`LIM#${uuid}`)).toEqual([{ pk: `LIM#${uuid}`, sk: 'send#0', hits: 2, expires_at: 60 }])
})
