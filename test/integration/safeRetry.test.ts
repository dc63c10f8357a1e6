import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { groupUuidOf, maxUnread } from '../../src/domain/group.ts'
import type { Draft, Message, Person } from '../../src/domain/message.ts'
import { firstPlaceOf, freshForMs, maxClockSkewMs, placeOf, timeOf } from '../../src/domain/place.ts'
import { readConversation } from '../../src/repository/conversations.ts'
import { findWithNewer } from '../../src/repository/findMessage.ts'
import { startGroup } from '../../src/repository/groups.ts'
import { listMessages } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import { addUser } from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { anAttempt, type Call, meeting } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const hour = 60 * 60_000
const aPerson = () => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

// How old the key is at the start: fresh, late, or ahead of the clock.
const keyAge = fc.oneof(
  fc.integer({ min: 0, max: freshForMs }),
  fc.constantFrom(freshForMs, freshForMs + 1, 10_000, 600_000, -1, -1000, -600_000),
)
const skew = fc.constantFrom(0, 0, 0, 500, -500, 1500, -1500)
const stall = fc.constantFrom(0, 0, 0, 1, 500, 1000, freshForMs, freshForMs + 1, 12_000)
const fate = fc.oneof(
  { weight: 7, arbitrary: fc.constant('well' as const) },
  { weight: 3, arbitrary: fc.constantFrom('twice' as const, 'lost' as const, 'late' as const) },
)
const step = fc.record({ who: fc.nat(99), fate, stall })
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const aClock = () => {
  // An hour for each history, so that all can share a conversation.
  let now = Date.UTC(2026, 0, 1)
  const clock = (skewMs: number) => () => now + skewMs
  return {
    clock,
    now: clock(0),
    stalls: (ms: number) => {
      now += ms
    },
    nextHour: () => {
      now = Math.ceil(now / hour) * hour + hour / 2
    },
  }
}
type Clock = ReturnType<typeof aClock>

const attempts = (works: (() => Promise<Message>)[]) => works.map(anAttempt)
type Attempts = ReturnType<typeof attempts>

/** Runs the steps of a history, then lets the attempts that have not crashed finish. Returns their calls, and when they made them. */
const play = async (all: Attempts, history: Step[], clock: Clock) => {
  const asked: { call: Call; at: number; by: number }[] = []
  const take = async (attempt: Attempts[number], itsFate: Step['fate']) => {
    await attempt.step(itsFate)
    const call = attempt.asks()
    if (call) asked.push({ call, at: clock.now(), by: all.indexOf(attempt) })
  }
  for (const { who, fate, stall } of history) {
    const open = all.filter((attempt) => !attempt.isOver())
    const attempt = open[who % open.length]
    clock.stalls(stall)
    if (attempt) await take(attempt, fate)
  }
  for (const attempt of all) {
    while (!attempt.isOver() && !attempt.isDead()) await take(attempt, 'well')
  }
  expect(all.flatMap((attempt) => attempt.failed() ?? [])).toEqual([])
  return asked
}

/** Delivers the delayed calls of attempts that have crashed. */
const deliverDelayed = async (all: Attempts) => {
  for (const attempt of all) await attempt.step('well')
}

const isFreshWhenPut = (asked: Awaited<ReturnType<typeof play>>, skews: number[]) => {
  const ages = asked.flatMap(({ call: { input }, at, by }) =>
    [{ Put: input }, ...(input.TransactItems ?? [])]
      .filter(({ Put }) => Put?.Item?.message)
      .filter(({ Put }) => Put.Item.pk.startsWith('MSG#'))
      .map(({ Put }) => at + (skews[by] ?? 0) - Date.parse(timeOf(Put.Item.sk))),
  )
  // A place that another attempt has chosen may be ahead, by the difference of their clocks.
  expect(ages.filter((age) => age > freshForMs || age < -maxClockSkewMs)).toEqual([])
}

/** The places from a key's first place to its message. */
const chainOf = (uuid: string, items: Record<string, unknown>[]): unknown[] => {
  const chain: unknown[] = [firstPlaceOf(uuid)]
  for (;;) {
    const item = items.find(({ sk }) => sk === chain.at(-1))
    if (item?.moved_to === undefined || chain.length > items.length) return chain
    chain.push(item.moved_to)
  }
}

const readThrough = async (groupUuid: string, direction: 'older' | 'newer', limit: number) => {
  const found: Message[] = []
  let from: string | undefined
  do {
    const page = await listMessages({ groupUuid }, { direction, limit, from })
    found.splice(direction === 'older' ? 0 : found.length, 0, ...page.messages)
    from = page.next
  } while (from !== undefined)
  return found
}

describe('attempts to store one message', () => {
  test('store it once and return the same place, however they interleave, stall and crash', async () => {
    const clock = aClock()
    const [sender, groupUuid] = [aPerson(), randomUUID()]
    const stored: Message[] = []

    const oneMessage = async (age: number, skews: number[], history: Step[], lastStall: number) => {
      clock.nextHour()
      const uuid = uuidv7({ msecs: clock.now() - age })
      const draft: Draft = { uuid, groupUuid, text: 'hi', sender, memberUuids: [sender.uuid] }
      const all = attempts(skews.map((ms) => () => storeMessage(draft, clock.clock(ms))))
      const from = new Date(clock.now() - hour / 2).toISOString()

      isFreshWhenPut(await play(all, history, clock), skews)
      clock.stalls(lastStall)
      const message = await storeMessage(draft, clock.now)
      await deliverDelayed(all)
      stored.push(message)

      const learnt = all.flatMap((attempt) => attempt.learnt() ?? [])
      expect(learnt).toEqual(learnt.map(() => message))
      const items = await itemsIn(`MSG#${groupUuid}`, from)
      expect(items.filter((item) => item.message)).toMatchObject([{ sk: message.place, message_uuid: uuid }])
      const chain = chainOf(uuid, items)
      expect(chain.at(-1)).toBe(message.place)
      expect(chain.toSorted()).toEqual(items.map(({ sk }) => sk))
    }
    const skews = fc.array(skew, { minLength: 2, maxLength: 3 })
    const history = fc.array(step, { maxLength: 16, size: 'max' })
    await fc.assert(fc.asyncProperty(keyAge, skews, history, stall, oneMessage), { numRuns: numRuns(300) })

    for (const [direction, limit] of [
      ['older', 3],
      ['newer', 3],
      ['older', 100],
      ['newer', 100],
    ] as const) {
      expect(await readThrough(groupUuid, direction, limit)).toEqual(stored)
    }
    const row = {
      kind: 'direct',
      userUuid: randomUUID(),
      groupUuid,
      other: aPerson(),
      lastPlace: stored[0]?.place ?? '',
      state: 'inbox',
    } as const
    const unread = async (readPlace: string | undefined) =>
      (await readConversation({ ...row, readPlace })).conversation.unreadCount
    expect(await unread(undefined)).toBe(Math.min(stored.length, maxUnread))
    expect(await unread(stored.at(-51)?.place)).toBe(50)
    // Not the oldest: a message with a long chain is found only among the newest 200.
    for (const [index, message] of [...stored.entries()].slice(-24, -4)) {
      // There can be pointers among the items of the query.
      const found = await findWithNewer({ groupUuid }, message.uuid, 3)
      const newer = stored.slice(index + 1, index + 1 + (found?.newer.length ?? 0))
      expect(found).toEqual({ message, newer, hasMore: true })
    }
  })

  test('with a late key meet at one place, although their clocks differ by 3 s', async () => {
    const [sender, groupUuid, now] = [aPerson(), randomUUID(), Date.UTC(2026, 0, 1)]
    const uuid = uuidv7({ msecs: now - 600_000 })
    const draft: Draft = { uuid, groupUuid, text: 'hi', sender, memberUuids: [sender.uuid] }
    const ahead = anAttempt(() => storeMessage(draft, () => now + maxClockSkewMs))
    while (!ahead.asks()?.input.Item?.message) await ahead.step('well') // it has put the pointer
    const message = await storeMessage(draft, () => now)
    await ahead.step('well')
    while (!ahead.isOver()) await ahead.step('well')
    expect(ahead.learnt()).toEqual(message)
    const places = [now - 600_000, now + maxClockSkewMs].map((time) => placeOf(time, uuid))
    expect(chainOf(uuid, await itemsIn(`MSG#${groupUuid}`))).toEqual(places)
  })

  test('never return to an earlier place, however their clocks differ', async () => {
    const [sender, groupUuid, now] = [aPerson(), randomUUID(), Date.UTC(2026, 0, 1)]
    const uuid = uuidv7({ msecs: now - 600_000 })
    const draft: Draft = { uuid, groupUuid, text: 'hi', sender, memberUuids: [sender.uuid] }
    const ahead = now + maxClockSkewMs + 1 // so far that no attempt uses the place of the other
    for (const time of [ahead, now]) {
      const attempt = anAttempt(() => storeMessage(draft, () => time))
      while (!attempt.asks()?.input.Item?.message) await attempt.step('well')
      await attempt.step('lost')
    }
    const message = await storeMessage(draft, () => ahead)
    const places = [now - 600_000, ahead, now, ahead + 1].map((time) => placeOf(time, uuid))
    const items = await itemsIn(`MSG#${groupUuid}`)
    expect(chainOf(uuid, items)).toEqual(places)
    expect(items.filter((item) => item.message)).toMatchObject([{ sk: message.place }])
  })
})

describe('attempts of two people to start their conversation', () => {
  test('create one, with each of their messages once, however they interleave, stall and crash', async () => {
    const clock = aClock()

    const oneConversation = async (
      ages: number[],
      tries: { key: number; skew: number }[],
      history: Step[],
      lastStall: number,
    ) => {
      clock.nextHour()
      const people = [aPerson(), aPerson()] as const
      await Promise.all(people.map(addUser))
      const groupUuid = groupUuidOf(people[0].uuid, people[1].uuid)
      const memberUuids = people.map(({ uuid }) => uuid)
      const openings = ages.map((age, index) => {
        const [sender, other] = (index % 2 === 0 ? people : people.toReversed()) as [Person, Person]
        const uuid = uuidv7({ msecs: clock.now() - age })
        return { draft: { uuid, groupUuid, text: `message ${index}`, sender, memberUuids }, other }
      })
      const begin = ({ draft, other }: (typeof openings)[number], at: () => number) =>
        startGroup(draft, other, { clock: at })
      const tried = tries.map(({ key, skew }) => ({ opening: openings[key % openings.length], skew }))
      const all = attempts(
        tried.map(
          ({ opening, skew }) =>
            () =>
              begin(opening as (typeof openings)[number], clock.clock(skew)),
        ),
      )
      const rows = () => Promise.all(people.map(({ uuid }) => itemsIn(`GRP#${uuid}`)))

      const asked = await play(all, history, clock)
      isFreshWhenPut(
        asked,
        tried.map(({ skew }) => skew),
      )
      const [mine = [], theirs = []] = await rows()
      expect(mine.length).toBe(theirs.length)

      clock.stalls(lastStall)
      const messages: Message[] = []
      for (const opening of openings) messages.push(await begin(opening, clock.now))
      await deliverDelayed(all)

      for (const [index, attempt] of all.entries()) {
        const message = messages[openings.indexOf(tried[index]?.opening as (typeof openings)[number])]
        expect(attempt.learnt() ?? message).toEqual(message)
      }
      const items = await itemsIn(`MSG#${groupUuid}`)
      const chains = messages.map(({ uuid }) => chainOf(uuid, items))
      expect(chains.map((chain) => chain.at(-1))).toEqual(messages.map(({ place }) => place))
      expect(chains.flat().toSorted()).toEqual(items.map(({ sk }) => sk))
      expect(items.filter((item) => item.message)).toHaveLength(openings.length)
      const [myRows = [], theirRows = []] = await rows()
      expect(myRows).toMatchObject([{ message_group_uuid: groupUuid, user_uuid: people[1].uuid }])
      expect(theirRows).toMatchObject([{ message_group_uuid: groupUuid, user_uuid: people[0].uuid }])
      for (const row of [...myRows, ...theirRows]) {
        expect(messages.map(({ place }) => place)).toContain(row.last_message_at)
      }
    }
    const ages = fc.array(keyAge, { minLength: 1, maxLength: 3 })
    const tries = fc.array(fc.record({ key: fc.nat(5), skew }), { minLength: 2, maxLength: 3 })
    const history = fc.array(step, { maxLength: 14, size: 'max' })
    await fc.assert(fc.asyncProperty(ages, tries, history, stall, oneConversation), {
      numRuns: numRuns(150),
    })
  })
})

describe.each([
  ['fresh', 0],
  ['ten minutes old', 600_000],
])('twenty retries at once with a key that is %s', (_, age) => {
  const withKey = () => ({ 'idempotency-key': uuidv7({ msecs: Date.now() - age }) })
  const twenty = Array.from({ length: 20 })

  test('store one message, and get the same response', async () => {
    const { me, other, uuid: message_group_uuid } = await given.aGroup()
    const [headers, body] = [withKey(), { message: 'once', message_group_uuid }]
    const answers = await Promise.all(
      twenty.map(() => calls('POST', '/api/messages', { as: me, headers, body })),
    )
    const [first] = answers
    expect(first).toMatchObject({ status: 200, body: { uuid: headers['idempotency-key'] } })
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    const { body: seen } = await calls('GET', `/api/messages/${message_group_uuid}`, { as: other })
    expect(seen).toMatchObject([{ message: 'Hello!' }, { uuid: first?.body.uuid, message: 'once' }])
    expect(seen).toHaveLength(2)
  })

  test('that start a conversation store one message, and get the same response', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const [headers, body] = [withKey(), { message: 'once', handle: other.handle }]
    const answers = await Promise.all(
      twenty.map(() => calls('POST', '/api/messages', { as: me, headers, body })),
    )
    const [first] = answers
    expect(first?.status).toBe(200)
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    const path = `/api/messages/${first?.body.message_group_uuid}`
    expect((await calls('GET', path, { as: other })).body).toMatchObject([{ message: 'once' }])
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
describe('a write that conflicts with the transaction of a concurrent start', () => {
  test.each([0, 600_000])('of a message with a key that is %d ms old succeeds', async (age) => {
    const { me, other, uuid: message_group_uuid } = await given.aGroup()
    const headers = { 'idempotency-key': uuidv7({ msecs: Date.now() - age }) }
    const body = { message: 'hi', message_group_uuid }
    const sent = await meeting(2, () => calls('POST', '/api/messages', { as: me, headers, body }))
    expect(sent.status).toBe(200)
    const path = `/api/messages/${message_group_uuid}?limit=1`
    const { message_group_uuid: _, ...message } = sent.body
    expect((await calls('GET', path, { as: other })).body).toEqual([message])
  })

  test('of a read mark succeeds', async () => {
    const { other, uuid, messageUuid } = await given.aGroup()
    const body = { message_uuid: messageUuid }
    const path = `/api/message_groups/${uuid}/read`
    then.isAnswered(await meeting(2, () => calls('PUT', path, { as: other, body })), { unread_count: 0 })
  })
})

test('twenty concurrent starts, from both sides, create one conversation with twenty messages', async () => {
  const people = await Promise.all([given.aUser(), given.aUser()])
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const [me, other] = index % 2 === 0 ? people : (people.toReversed() as typeof people)
      const age = index % 4 < 2 ? 0 : 600_000
      const headers = { 'idempotency-key': uuidv7({ msecs: Date.now() - age }) }
      const body = { message: `message ${index}`, handle: other.handle }
      return calls('POST', '/api/messages', { as: me, headers, body })
    }),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const groups = new Set(answers.map(({ body }) => body.message_group_uuid))
  expect(groups.size).toBe(1)
  const sent = answers.map(({ body: { message_group_uuid, ...message } }) => message)
  for (const as of people) {
    const { body } = await calls('GET', `/api/messages/${[...groups][0]}?limit=100`, { as })
    expect(body).toHaveLength(20)
    expect(body).toEqual(expect.arrayContaining(sent))
    expect((await calls('GET', '/api/message_groups', { as })).body).toMatchObject([{ uuid: [...groups][0] }])
  }
})

test('a key that was used in one conversation is refused in another while this process remembers it', async () => {
  const { me, uuid } = await given.aGroup()
  const third = await given.aUser()
  const headers = { 'idempotency-key': uuidv7() }
  const sends = (target: object) =>
    calls('POST', '/api/messages', { as: me, headers, body: { message: 'hi', ...target } })
  expect((await sends({ message_group_uuid: uuid })).status).toBe(200)
  then.isRefused(await sends({ handle: third.handle }), 409, 'idempotency_key_reused')
  expect((await sends({ message_group_uuid: uuid })).status).toBe(200)
})
