import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { arrivalsIn } from '../../src/domain/arrival.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { type InboxCursor, inboxCursorText, maxShown } from '../../src/domain/paging.ts'
import { placeOf } from '../../src/domain/place.ts'
import { listInbox } from '../../src/repository/inbox.ts'
import { advanceMembership, membershipItem } from '../../src/repository/memberships.ts'
import { messageItem, putMessage } from '../../src/repository/messages.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { putItems, withoutStream } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { type Answer, calls } from '../steps/when.ts'
import { meter, oneByOne, through } from '../steps/wire.ts'

given.anEngine()
beforeAll(withoutStream)

type Caller = Awaited<ReturnType<typeof given.aUser>>
type Group = { uuid: string; unread_count: number; message: string }

const seconds = 1000
const minutes = 60 * seconds
const maxPages = 60

const lists = (as: Caller, query: Record<string, string | number> = {}) =>
  calls('GET', `/api/message_groups?${new URLSearchParams(query as Record<string, string>)}`, { as })

const sends = (as: Caller, message_group_uuid: string, message: string) =>
  calls('POST', '/api/messages', { as, body: { message, message_group_uuid } })

const marksRead = (as: Caller, groupUuid: string, message_uuid: string) =>
  calls('PUT', `/api/message_groups/${groupUuid}/read`, { as, body: { message_uuid } })

const linkOf = ({ headers }: Answer) => /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]

/** Follows pages from a target. Something may happen after each. */
const pagesFrom = async (as: Caller, target: string, happens = async (_page: number) => {}) => {
  const pages: string[][] = []
  for (let next: string | undefined = target; next && pages.length < maxPages; ) {
    const answer = await calls('GET', next, { as })
    expect(answer.status).toBe(200)
    pages.push(answer.body.map(({ uuid }: Group) => uuid))
    next = linkOf(answer)
    await happens(pages.length)
  }
  expect(pages.length).toBeLessThan(maxPages)
  return pages
}

const groupsOf = ({ conversations }: Awaited<ReturnType<typeof listInbox>>) =>
  conversations.map(({ membership }) => membership.groupUuid)

const uuidsOf = (talks: Talk[]) => talks.map(({ groupUuid }) => groupUuid).toSorted()

const aPerson = (): Person => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

type Talk = { groupUuid: string; memberUuids: string[]; other: Person }

const aTalkOf = (userUuid: string): Talk => {
  const other = aPerson()
  return { groupUuid: randomUUID(), memberUuids: [userUuid], other } // the inbox of the other is not looked at
}

const messageAt = ({ groupUuid, memberUuids, other }: Talk, time: number, text = 'hi'): Message => {
  const uuid = uuidv7({ msecs: time })
  return { uuid, groupUuid, memberUuids, text, sender: other, place: placeOf(time, uuid) }
}

const rowOf = ({ other, groupUuid, memberUuids: [userUuid = ''] }: Talk, lastPlace: string) =>
  membershipItem({ userUuid, groupUuid, other, lastPlace, preview: 'hi', readPlace: lastPlace })

/** Handles a message as the stream function does. */
const arrives = (message: Message) => Promise.all(arrivalsIn([message]).map(advanceMembership))

const comes = async (message: Message) => {
  await putMessage(message)
  await arrives(message)
}

/** Conversations of one user, newest first, with last messages this far apart. */
const anInbox = async (userUuid: string, count: number, apartMs: number = seconds) => {
  const newest = Date.now() - 60 * minutes
  const talks = Array.from({ length: count }, () => aTalkOf(userUuid))
  const messages = talks.map((talk, index) => messageAt(talk, newest - index * apartMs))
  await putItems([
    ...messages.map(messageItem),
    ...talks.map((talk, index) => rowOf(talk, messages[index]?.place ?? '')),
  ])
  return talks
}

describe('an inbox', () => {
  test('has the conversation with the newest message first', async () => {
    const me = await given.aUser()
    const talks = await anInbox(me.uuid, 3)
    const [first, second, third] = talks.map(({ groupUuid }) => groupUuid)
    const order = async () => (await lists(me)).body.map(({ uuid }: Group) => uuid)
    expect(await order()).toEqual([first, second, third])
    await comes(messageAt(talks[2] as Talk, Date.now()))
    expect(await order()).toEqual([third, first, second])
  })

  test('shows the other person, a preview of the last message and its time', async () => {
    const me = await given.aUser()
    const [talk] = (await anInbox(me.uuid, 1)) as [Talk]
    const text = '🚀'.repeat(300)
    await comes(messageAt(talk, Date.UTC(2999, 0, 1), text))
    then.isAnswered(await lists(me), [
      {
        uuid: talk.groupUuid,
        display_name: talk.other.displayName,
        handle: talk.other.handle,
        message: '🚀'.repeat(200),
        created_at: '2999-01-01T00:00:00.000Z',
        unread_count: 1,
      },
    ])
  })

  test('does not go back to an older message that arrives late, or again', async () => {
    const me = await given.aUser()
    const [talk] = (await anInbox(me.uuid, 1)) as [Talk]
    const [old, recent] = [2 * seconds, seconds].map((ago) => messageAt(talk, Date.now() - ago, `${ago} ago`))
    for (const message of [recent, old, old, recent]) await comes(message as Message)
    expect((await lists(me)).body).toMatchObject([{ message: '1000 ago', unread_count: 2 }])
  })
})

const anExchange = async () => {
  const { me, other, uuid: groupUuid } = await given.aGroup()
  const began = Date.now()
  let time = began
  const says = async (sender: Caller, text = 'hi') => {
    time += seconds
    const uuid = uuidv7({ msecs: time })
    const memberUuids = [me.uuid, other.uuid]
    await comes({ uuid, groupUuid, place: placeOf(time, uuid), text, sender, memberUuids })
    return uuid
  }
  const unreadOf = async (as: Caller) => (await lists(as)).body[0].unread_count
  return { me, other, groupUuid, began, says, unreadOf }
}

describe('the unread count', () => {
  test("counts the other person's messages since the reader last read or wrote", async () => {
    const { me, other, says, unreadOf } = await anExchange()
    expect([await unreadOf(me), await unreadOf(other)]).toEqual([0, 1])
    await says(other)
    expect([await unreadOf(me), await unreadOf(other)]).toEqual([1, 0])
    await says(me)
    await says(me)
    await says(other)
    await says(other)
    await says(other)
    expect([await unreadOf(me), await unreadOf(other)]).toEqual([3, 0])
  })

  test('never counts own messages, also before the stream is handled', async () => {
    const { me, other, groupUuid, unreadOf } = await anExchange()
    await sends(me, groupUuid, 'mine')
    await sends(other, groupUuid, 'theirs')
    await sends(me, groupUuid, 'mine again')
    expect([await unreadOf(me), await unreadOf(other)]).toEqual([0, 1])
  })

  test('is counted up to 100, with any number of own messages before', async () => {
    const { me, other, groupUuid, began, says, unreadOf } = await anExchange()
    const areLaid = async (sender: Person, count: number, from: number) => {
      const talk = { groupUuid, memberUuids: [me.uuid, other.uuid], other: sender }
      await putItems(Array.from({ length: count }, (_, index) => messageItem(messageAt(talk, from + index))))
    }
    await areLaid(me, 150, began + 1)
    await says(other)
    expect(await unreadOf(me)).toBe(1)
    await areLaid(other, 98, began + 200)
    expect(await unreadOf(me)).toBe(99)
    await says(other)
    expect(await unreadOf(me)).toBe(100)
    const last = await says(other)
    expect(await unreadOf(me)).toBe(100)
    then.isAnswered(await marksRead(me, groupUuid, last), { unread_count: 0 })
  })

  test('is 0 after reading to the end', async () => {
    const { me, other, groupUuid, says, unreadOf } = await anExchange()
    const uuids = [await says(other), await says(other), await says(other)]
    then.isAnswered(await marksRead(me, groupUuid, uuids[0] ?? ''), { unread_count: 2 })
    expect(await unreadOf(me)).toBe(2)
    then.isAnswered(await marksRead(me, groupUuid, uuids[2] ?? ''), { unread_count: 0 })
    expect(await unreadOf(me)).toBe(0)
  })

  test('never grows by marking an older message, alone or in a race of twenty', async () => {
    const { me, other, groupUuid, says, unreadOf } = await anExchange()
    const uuids: string[] = []
    for (let count = 0; count < 20; count += 1) uuids.push(await says(other))
    await Promise.all(uuids.toReversed().map((uuid) => marksRead(me, groupUuid, uuid)))
    expect(await unreadOf(me)).toBe(0)
    then.isAnswered(await marksRead(me, groupUuid, uuids[3] ?? ''), { unread_count: 0 })
    expect(await unreadOf(me)).toBe(0)
  })
})

describe('paging through an inbox in motion', () => {
  test.each([20, 100])('of 150 returns every conversation once, in pages of %d', async (limit) => {
    const me = await given.aUser()
    const talks = await anInbox(me.uuid, 150)
    const pages = await pagesFrom(me, `/api/message_groups?limit=${limit}`, async (page) => {
      // One of the first page, the last one, and any other.
      for (const index of [page % 3, 149, (page * 389) % 150]) {
        await comes(messageAt(talks[index] as Talk, Date.now()))
      }
    })
    expect(Math.max(...pages.map(({ length }) => length))).toBe(limit)
    expect(pages.flat().toSorted()).toEqual(uuidsOf(talks))
  })

  test('returns a conversation that began just before the first page and moved after it', async () => {
    const me = await given.aUser()
    const talks = await anInbox(me.uuid, 3, Date.now())
    const pages = await pagesFrom(me, '/api/message_groups?limit=1', async (page) => {
      if (page === 1) await comes(messageAt(talks[2] as Talk, Date.now()))
    })
    expect(pages.flat().toSorted()).toEqual(uuidsOf(talks))
  })

  const start = Date.UTC(2026, 0, 1)
  const known = fc.record({
    age: fc.constantFrom(1, 30 * seconds, 61 * seconds, 60 * minutes),
    hasOlder: fc.boolean(),
  })
  const move = fc.record({
    moves: fc.nat(9),
    sentAgo: fc.constantFrom(0, 0, 30 * seconds),
    shownAfter: fc.constantFrom(0, 0, 1, 4),
  })
  const event = fc.oneof(
    { weight: 2, arbitrary: fc.constant('nothing' as const) },
    { weight: 1, arbitrary: fc.constant('begins' as const) },
    { weight: 4, arbitrary: move },
  )

  test('returns each conversation that existed at the first page once, whatever moves', async () => {
    const page = async (
      groups: { age: number; hasOlder: boolean }[],
      events: (typeof event extends fc.Arbitrary<infer Value> ? Value : never)[],
      limit: number,
      which: 'first' | 'last',
    ) => {
      const userUuid = randomUUID()
      const talks = groups.map(() => aTalkOf(userUuid))
      await putItems(
        groups.flatMap(({ age, hasOlder }, index) => {
          const talk = talks[index] as Talk
          const last = messageAt(talk, start - age - 2 * index)
          const older = hasOlder ? [messageItem(messageAt(talk, start - age - 60 * minutes))] : []
          return [...older, messageItem(last), rowOf(talk, last.place)]
        }),
      )

      let now = start
      let gap = 0
      const sent = events.map((what, at) => {
        if (typeof what === 'string') return undefined
        const talk = talks[what.moves % talks.length] as Talk
        const message = messageAt(talk, start + at + 1 - what.sentAgo)
        return { message, isOld: what.sentAgo > 0, shownAt: at + 1 + what.shownAfter }
      })
      await putItems(sent.flatMap((one) => (one?.isOld ? [messageItem(one.message)] : [])))
      const happens = async () => {
        now += 1
        const [what, message] = [events[gap], sent[gap]]
        gap += 1
        if (message && !message.isOld) await putMessage(message.message)
        if (what === 'begins') {
          const talk = aTalkOf(userUuid)
          const first = messageAt(talk, now)
          await putItems([messageItem(first), rowOf(talk, first.place)])
        }
        for (const one of sent) if (one?.shownAt === gap) await arrives(one.message)
      }

      const seen: string[] = []
      let cursor: InboxCursor | undefined
      for (let pages = 0; pages < maxPages; pages += 1) {
        const asked = { limit, cursor, now }
        const read = await through(oneByOne(which, happens), () => listInbox(userUuid, asked))
        expect(read.conversations.length).toBeLessThanOrEqual(limit)
        seen.push(...groupsOf(read))
        cursor = read.next
        if (!cursor) break
      }
      expect(cursor).toBeUndefined()
      const atStart = uuidsOf(talks)
      expect(seen.filter((uuid) => atStart.includes(uuid)).toSorted()).toEqual(atStart)
      expect(new Set(seen).size).toBe(seen.length)
    }
    const groups = fc.array(known, { minLength: 1, maxLength: 5 })
    const events = fc.array(event, { maxLength: 12, size: 'max' })
    const limit = fc.integer({ min: 1, max: 3 })
    const which = fc.constantFrom('first' as const, 'last' as const)
    await fc.assert(fc.asyncProperty(groups, events, limit, which, page), { numRuns: numRuns(100) })
  })

  test.each([1, 2, 3, 5])('returns conversations of the same time once, in pages of %d', async (limit) => {
    const me = await given.aUser()
    const talks = Array.from({ length: 7 }, () => aTalkOf(me.uuid))
    await putItems(talks.map((talk) => rowOf(talk, '2023-01-10T14:21:16.123456+00:00')))
    const pages = await pagesFrom(me, `/api/message_groups?limit=${limit}`)
    expect(pages.flat().toSorted()).toEqual(uuidsOf(talks))
  })

  test.each([
    ['far apart', 5 * minutes, 11],
    ['in a crowd', 1, 12],
  ])('costs the same with 200 conversations as with 500, %s', async (_, apartMs, most) => {
    const [one, other] = await Promise.all([given.aUser(), given.aUser()])
    await anInbox(one.uuid, 200, apartMs)
    await anInbox(other.uuid, 500, apartMs)
    await Promise.all([lists(one, { limit: 1 }), lists(other, { limit: 1 })])
    const cost = await meter(() => lists(one, { limit: 10 }))
    expect(cost.commands.length).toBeLessThanOrEqual(most)
    expect(await meter(() => lists(other, { limit: 10 }))).toEqual(cost)
  })

  test('uses a cursor that reveals nothing and is valid for one user only', async () => {
    const [me, stranger] = await Promise.all([given.aUser(), given.aUser()])
    const [first] = (await anInbox(me.uuid, 2)) as [Talk]
    await anInbox(stranger.uuid, 2)
    const link = linkOf(await lists(me, { limit: 1 })) ?? ''
    for (const said of [me.uuid, first.groupUuid, first.other.handle]) expect(link).not.toContain(said)
    expect((await calls('GET', link, { as: me })).status).toBe(200)
    then.isRefused(await calls('GET', link, { as: stranger }), 400, 'cursor_invalid')
  })
})

describe('a forged cursor', () => {
  const aCursor = (): InboxCursor => ({
    position: new Date(Date.now() - 23 * 60 * minutes).toISOString(),
    groupUuid: randomUUID(),
    since: new Date(Date.now() - 23 * 60 * minutes).toISOString(),
    shown: Array.from({ length: maxShown }, () => randomUUID().slice(0, 8)),
  })
  const asks = (as: Caller, change: Partial<InboxCursor> = {}, limit = 20) =>
    lists(as, { limit, cursor: inboxCursorText(as.uuid, { ...aCursor(), ...change }) })

  test.each<[string, () => Partial<InboxCursor>]>([
    ['begins in year 1', () => ({ since: '0001-01-01T00:00:00.000Z' })],
    ['is older than a day', () => ({ since: new Date(Date.now() - 25 * 60 * minutes).toISOString() })],
    ['begins in the future', () => ({ since: new Date(Date.now() + minutes).toISOString() })],
    ['names too many groups', () => ({ shown: Array.from({ length: maxShown + 1 }, () => '0123abcd') })],
    ['names a group by too little', () => ({ shown: ['0123abc'] })],
    ['names a group by too much', () => ({ shown: ['0123abcd0'] })],
    ['is above where its crowd begins', () => ({ crowdFrom: '2000-01-01T00:00:00.000Z' })],
  ])('that %s is cursor_invalid', async (_, change) => {
    const me = await given.aUser()
    expect((await asks(me)).status).toBe(200)
    then.isRefused(await asks(me, change()), 400, 'cursor_invalid')
  })

  test('causes at most some hundred queries, with any number of conversations', async () => {
    const me = await given.aUser()
    await anInbox(me.uuid, 400)
    await lists(me, { limit: 1 })
    const amongThem = new Date(Date.now() - 60 * minutes - 150 * seconds).toISOString()
    for (const position of [aCursor().position, amongThem]) {
      for (const crowdFrom of [undefined, '9999-12-31T00:00:00.000Z']) {
        const act = () => asks(me, { position, crowdFrom }, 100)
        const { commands } = await meter(async () => expect((await act()).status).toBe(200))
        // Up to three of the index, one for each row of the page, three for each that may have moved.
        expect(commands.length).toBeLessThanOrEqual(3 + 100 + 3 * 100)
      }
    }
  })
})

test('a cursor names the groups that were returned last, up to a maximum', async () => {
  const me = await given.aUser()
  const talks = await anInbox(me.uuid, 3)
  for (const talk of talks) await comes(messageAt(talk, Date.now()))
  const position = '9999-12-31T00:00:00.000Z'
  const since = new Date(Date.now() - minutes).toISOString()
  const shown = Array.from({ length: maxShown }, (_, index) => String(index).padStart(8, '0'))
  const cursor = { position, groupUuid: randomUUID(), since, shown }
  const page = await listInbox(me.uuid, { limit: 2, cursor, now: Date.now() })
  const names = groupsOf(page).map((uuid) => uuid.slice(0, 8))
  expect(page.next?.shown).toEqual([...shown.slice(2), ...names])
})

test('a page without new conversations still has a next page', async () => {
  const me = await given.aUser()
  const talks = await anInbox(me.uuid, 3, 5 * minutes)
  const whole = await listInbox(me.uuid, { limit: 3, cursor: undefined, now: Date.now() })
  const [first, second, third] = groupsOf(whole) as [string, string, string]
  expect([first, second, third].toSorted()).toEqual(uuidsOf(talks))
  const start = { position: '9999-12-31T00:00:00.000Z', groupUuid: first, since: new Date(0).toISOString() }
  const cursor = { ...start, shown: [first, second].map((uuid) => uuid.slice(0, 8)) }
  const empty = await listInbox(me.uuid, { limit: 2, cursor, now: Date.now() })
  expect(empty.conversations).toEqual([])
  const next = await listInbox(me.uuid, { limit: 2, cursor: empty.next, now: Date.now() })
  expect([empty.next?.groupUuid, groupsOf(next)]).toEqual([second, [third]])
})
