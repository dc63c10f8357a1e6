import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { arrivalsIn } from '../../src/domain/arrival.ts'
import type { Membership } from '../../src/domain/group.ts'
import { listCursorText, listName } from '../../src/domain/listCursor.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { readConversation } from '../../src/repository/conversations.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { listMemberships } from '../../src/repository/memberships.ts'
import { advanceMembership, settleMembership } from '../../src/repository/membershipUpdates.ts'
import { messageItem, putMessage } from '../../src/repository/messages.ts'
import * as given from '../steps/given.ts'
import { putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls, nextPageOf } from '../steps/when.ts'
import { meeting, meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

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

/** Follows pages from a target. Something may happen after each. */
const pagesFrom = async (as: Caller, target: string, happens = async (_page: number) => {}) => {
  const pages: string[][] = []
  for (let next: string | undefined = target; next && pages.length < maxPages; ) {
    const answer = await calls('GET', next, { as })
    expect(answer.status).toBe(200)
    pages.push(answer.body.map(({ uuid }: Group) => uuid))
    next = nextPageOf(answer)
    await happens(pages.length)
  }
  expect(pages.length).toBeLessThan(maxPages)
  return pages
}

const uuidsOf = (talks: Talk[]) => talks.map(({ groupUuid }) => groupUuid).toSorted()

const aPerson = (): Person => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

type Talk = { groupUuid: string; memberUuids: string[]; other: Person }

const aTalkOf = (userUuid: string): Talk => {
  const other = aPerson()
  return { groupUuid: randomUUID(), memberUuids: [userUuid], other } // the other person's inbox is not read
}

const messageAt = ({ groupUuid, memberUuids, other }: Talk, time: number, text = 'hi'): Message => {
  const uuid = uuidv7({ msecs: time })
  return { uuid, groupUuid, memberUuids, text, sender: other, place: placeOf(time, uuid) }
}

const rowOf = ({ other, groupUuid, memberUuids: [userUuid = ''] }: Talk, lastPlace: string) =>
  membershipItem({
    kind: 'direct',
    userUuid,
    groupUuid,
    other,
    lastPlace,
    readPlace: lastPlace,
    state: 'inbox',
  })

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
    const message = messageAt(talk, Date.UTC(2999, 0, 1), '🚀'.repeat(300))
    await comes(message)
    then.isAnswered(await lists(me), [
      {
        uuid: talk.groupUuid,
        kind: 'direct',
        state: 'inbox',
        user_uuid: talk.other.uuid,
        muted_until: null,
        is_marked_unread: false,
        display_name: talk.other.displayName,
        handle: talk.other.handle,
        message: '🚀'.repeat(200),
        created_at: '2999-01-01T00:00:00.000Z',
        last_message: {
          uuid: message.uuid,
          user_uuid: talk.other.uuid,
          handle: talk.other.handle,
          display_name: talk.other.displayName,
          revision: 0,
        },
        last_read_uuid: expect.any(String),
        unread_count: 1,
        revision: 1,
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

describe('the pages of an inbox', () => {
  test.each([20, 100])(
    'of 150 return every conversation that does not move once, %d on each',
    async (limit) => {
      const me = await given.aUser()
      const talks = await anInbox(me.uuid, 150)
      const moved = new Set<string>()
      const pages = await pagesFrom(me, `/api/message_groups?limit=${limit}`, async (page) => {
        for (const index of [page % 3, 149, (page * 389) % 150]) {
          const talk = talks[index] as Talk
          moved.add(talk.groupUuid)
          await comes(messageAt(talk, Date.now()))
        }
      })
      expect(Math.max(...pages.map(({ length }) => length))).toBe(limit)
      const seen = pages.flat()
      expect(new Set(seen).size).toBe(seen.length)
      const anew = (await lists(me, { limit: 100 })).body.map(({ uuid }: Group) => uuid)
      for (const uuid of uuidsOf(talks)) expect([...seen, ...(moved.has(uuid) ? anew : [])]).toContain(uuid)
    },
  )

  test.each([1, 2, 3, 5])('return conversations of the same time once, %d on each', async (limit) => {
    const me = await given.aUser()
    const talks = Array.from({ length: 7 }, () => aTalkOf(me.uuid))
    await putItems(talks.map((talk) => rowOf(talk, '2023-01-10T14:21:16.123456+00:00')))
    const pages = await pagesFrom(me, `/api/message_groups?limit=${limit}`)
    expect(pages.flat().toSorted()).toEqual(uuidsOf(talks))
  })

  test('cost the same with 50 conversations as with 200', async () => {
    const [one, other] = await Promise.all([given.aUser(), given.aUser()])
    await anInbox(one.uuid, 50)
    await anInbox(other.uuid, 200)
    await Promise.all([lists(one, { limit: 1 }), lists(other, { limit: 1 })])
    const cost = await meter(() => lists(one, { limit: 10 }))
    expect(cost.commands.length).toBe(11)
    expect(await meter(() => lists(other, { limit: 10 }))).toEqual(cost)
  })

  test('use a cursor that reveals nothing and is valid for one user only', async () => {
    const [me, stranger] = await Promise.all([given.aUser(), given.aUser()])
    const [first] = (await anInbox(me.uuid, 2)) as [Talk]
    await anInbox(stranger.uuid, 2)
    const link = nextPageOf(await lists(me, { limit: 1 })) ?? ''
    for (const said of [me.uuid, first.groupUuid, first.other.handle]) expect(link).not.toContain(said)
    expect((await calls('GET', link, { as: me })).status).toBe(200)
    then.isRefused(await calls('GET', link, { as: stranger }), 400, 'cursor_invalid')
  })
})

const day = 24 * 60 * minutes

describe('a row at rest', () => {
  /** A user whose profile this process has cached. */
  const aKnown = async () => {
    const user = await given.aUser()
    await lists(user)
    return user
  }

  /** A conversation in which the last message is quiet: the row shows the one before. */
  const aRestingTalk = async (me: Caller, ageMs = 2 * day) => {
    const talk = aTalkOf(me.uuid)
    const loud = messageAt(talk, Date.now() - ageMs, 'loud')
    const quiet = { ...messageAt(talk, Date.now() - ageMs + minutes, 'quiet'), isQuiet: true }
    await putItems([messageItem(loud), messageItem(quiet), rowOf(talk, loud.place)])
    return { talk, loud, quiet }
  }
  const looks = (as: Caller) => meter(() => lists(as))

  test('is settled by a read after a day, and then costs no query', async () => {
    const me = await aKnown()
    const { talk, quiet } = await aRestingTalk(me)
    const before = await lists(me)
    expect(before.body).toMatchObject([
      { uuid: talk.groupUuid, message: 'quiet', unread_count: 1, last_message: { uuid: quiet.uuid } },
    ])
    const spent = await looks(me)
    expect([spent.commands, spent.units]).toEqual([['Query'], [0.5]])
    expect((await lists(me)).body).toEqual(before.body)
  })

  test('is not settled before, nor while quiet messages may follow', async () => {
    const me = await aKnown()
    await aRestingTalk(me, 20 * 60 * minutes)
    await looks(me)
    expect((await looks(me)).commands).toEqual(['Query', 'Query'])
  })

  test('is not settled while it does not show the last loud message', async () => {
    const me = await aKnown()
    const { talk } = await aRestingTalk(me)
    await putMessage(messageAt(talk, Date.now() - day, 'the stream is late'))
    for (let count = 0; count < 2; count += 1) {
      const { commands } = await meter(async () =>
        expect((await lists(me)).body).toMatchObject([{ message: 'the stream is late', unread_count: 2 }]),
      )
      expect(commands).toEqual(['Query', 'Query'])
    }
  })

  test.each([
    ['one minute after the row was moved', minutes, 30 * seconds],
    ['three minutes after it, when another row shows a message that it does not', 3 * minutes, 110 * seconds],
  ])('is not settled by a read mark %s', async (_, ageMs, laterMs) => {
    const me = await aKnown()
    const talk = aTalkOf(me.uuid)
    const loud = messageAt(talk, Date.now() - ageMs)
    const next = messageAt(talk, Date.now() - ageMs + laterMs)
    await putItems([messageItem(loud), messageItem(next), rowOf(talk, loud.place)])
    await marksRead(me, talk.groupUuid, next.uuid)
    // Quiet for a sender whose row shows the message before.
    await putMessage({ ...messageAt(talk, Date.now(), 'quiet'), isQuiet: true })
    expect((await lists(me)).body).toMatchObject([{ message: 'quiet', unread_count: 1 }])
  })

  test('shows the next message when the stream has delivered it', async () => {
    const me = await aKnown()
    const { talk } = await aRestingTalk(me)
    await looks(me)
    await comes(messageAt(talk, Date.now(), 'news'))
    expect((await lists(me)).body).toMatchObject([{ message: 'news', unread_count: 2 }])
  })

  test('is not settled by a reader who read it before it changed', async () => {
    const me = await aKnown()
    const { talk } = await aRestingTalk(me)
    const [row] = (await listMemberships(me.uuid, { list: 'inbox', limit: 1 })).memberships as [Membership]
    const { conversation } = await readConversation(row)
    await comes(messageAt(talk, Date.now(), 'news'))
    expect(await settleMembership(row, { settled: conversation })).toBe(false)
    expect((await lists(me)).body).toMatchObject([{ message: 'news' }])
  })

  test('is settled when it is marked as read, by the write that marks it', async () => {
    const me = await aKnown()
    const { talk, quiet } = await aRestingTalk(me, 5.5 * minutes)
    const marks = (uuid: string) => meter(() => marksRead(me, talk.groupUuid, uuid))
    const next = { ...messageAt(talk, Date.now() - 4 * minutes, 'last'), isQuiet: true }
    await putMessage(next)
    const { commands } = await marks(quiet.uuid)
    expect(commands.filter((command) => command === 'UpdateItem')).toHaveLength(1)
    expect((await looks(me)).commands).toEqual(['Query'])
    expect((await lists(me)).body).toMatchObject([{ message: 'last', unread_count: 1 }])
    await marks(next.uuid)
    expect((await looks(me)).commands).toEqual(['Query'])
    expect((await lists(me)).body).toMatchObject([{ unread_count: 0, last_read_uuid: next.uuid }])
  })

  test('leaves a page of 20 rows at one call, and at five with three that were active within a day', async () => {
    const me = await aKnown()
    const text = 'x'.repeat(150)
    const talks = Array.from({ length: 20 }, () => aTalkOf(me.uuid))
    for (const [index, talk] of talks.entries()) {
      const loud = messageAt(talk, Date.now() - 3 * day - index * minutes, text)
      const quiet = {
        ...messageAt(talk, Date.now() - 3 * day - index * minutes + seconds, text),
        isQuiet: true,
      }
      await putItems([messageItem(loud), messageItem(quiet), rowOf(talk, loud.place)])
    }
    for (const _ of ['first ten', 'others']) await looks(me)
    const atRest = await looks(me)
    expect(atRest.commands).toEqual(['Query'])
    expect(atRest.units[0]).toBeLessThanOrEqual(2.5)

    for (const talk of talks.slice(0, 3))
      for (const ago of [63, 62, 61, 60]) await comes(messageAt(talk, Date.now() - ago * minutes, text))
    const withActive = await looks(me)
    expect(withActive.commands).toEqual(['Query', 'Query', 'Query', 'Query'])
    expect(withActive.units.reduce((sum, unit) => sum + unit)).toBeLessThanOrEqual(4)
  })

  test('is shown when it cannot be settled, and settled by a later read', async () => {
    const me = await aKnown()
    const { quiet } = await aRestingTalk(me)
    const answer = await meeting(100, () => lists(me))
    expect([answer.status, answer.body]).toMatchObject([200, [{ last_message: { uuid: quiet.uuid } }]])
    for (const commands of [['Query', 'Query', 'UpdateItem'], ['Query']])
      expect((await looks(me)).commands).toEqual(commands)
  })

  test('is settled ten at a time', async () => {
    const me = await aKnown()
    for (let count = 0; count < 12; count += 1) await aRestingTalk(me)
    const calls = []
    for (let count = 0; count < 3; count += 1) calls.push((await looks(me)).commands.length)
    expect(calls).toEqual([1 + 12 + 10, 1 + 2 + 2, 1])
  })
})

describe('a row at rest with much that is unread', () => {
  const aRestingTalkWithUnread = async (me: Caller, count: number, text: string) => {
    const talk = aTalkOf(me.uuid)
    const messages = Array.from({ length: count }, (_, index) =>
      messageAt(talk, Date.now() - 2 * day + index, text),
    )
    const row = { ...rowOf(talk, messages.at(-1)?.place ?? ''), last_read_at: undefined }
    await putItems([...messages.map(messageItem), row])
    return talk
  }
  const unreadOf = async (as: Caller) => (await lists(as)).body.map(({ unread_count }: Group) => unread_count)

  test.each([
    ['short', 60, 'hi', 60],
    ['long', 7, 'я'.repeat(600), 100],
  ])('is settled within a few looks where the texts are %s', async (_, count, text, unread) => {
    const me = await given.aUser()
    for (let rows = 0; rows < 20; rows += 1) await aRestingTalkWithUnread(me, count, text)
    for (let looks = 0; looks < 5; looks += 1) await lists(me)
    expect((await meter(() => lists(me))).commands).toEqual(['Query'])
    expect(new Set(await unreadOf(me))).toEqual(new Set([unread]))
    const [{ uuid }] = (await lists(me)).body
    expect(await rebuildGroup(uuid)).toEqual([])
  })
})

describe('a page on which much is unread', () => {
  const aTalkWithUnread = async (me: Caller, count: number, text: string) => {
    const talk = aTalkOf(me.uuid)
    const messages = Array.from({ length: count }, (_, index) =>
      messageAt(talk, Date.now() - 60 * minutes + index, text),
    )
    await putItems([
      ...messages.map(messageItem),
      { ...rowOf(talk, messages[0]?.place ?? ''), last_read_at: undefined },
    ])
  }
  const unreadOf = async (as: Caller) =>
    (await lists(as, { limit: 100 })).body.map(({ unread_count }: Group) => unread_count)

  test('counts each conversation exactly while the texts are short', async () => {
    const me = await given.aUser()
    for (const count of [1, 3, 4, 37, 99, 100, 101]) await aTalkWithUnread(me, count, 'hi')
    expect((await unreadOf(me)).toSorted((one: number, other: number) => one - other)).toEqual([
      1, 3, 4, 37, 99, 100, 100,
    ])
  })

  test.each([
    ['long', 280, (_: number) => '🚀'.repeat(1024)],
    ['long behind three short ones', 560, (index: number) => (index < 97 ? '🚀'.repeat(1024) : 'hi')],
  ])(
    'reads little where they are %s, and answers 100 for what it did not count',
    async (_, maxUnits, textAt) => {
      const me = await given.aUser()
      await lists(me)
      for (let count = 0; count < 100; count += 1) {
        const talk = aTalkOf(me.uuid)
        const messages = Array.from({ length: 20 }, (_, index) =>
          messageAt(talk, Date.now() - 60 * minutes + index, textAt(index + 80)),
        )
        const row = { ...rowOf(talk, messages[0]?.place ?? ''), last_read_at: undefined }
        await putItems([...messages.map(messageItem), row])
      }
      const { units } = await meter(async () =>
        expect(new Set(await unreadOf(me)).size).toBeLessThanOrEqual(2),
      )
      expect(units.reduce((sum, unit) => sum + unit)).toBeLessThanOrEqual(maxUnits)
    },
  )
})

test('a forged cursor costs no more than a real one', async () => {
  const me = await given.aUser()
  await anInbox(me.uuid, 50)
  await lists(me, { limit: 1 })
  const cursorAt = (place: string) =>
    listCursorText(listName('inbox', me.uuid), { place, groupUuid: randomUUID() })
  for (const place of ['0001-01-01T00:00:00.000Z', '9999-12-31T00:00:00.000Z', new Date().toISOString()]) {
    const cursor = cursorAt(place)
    const { commands } = await meter(async () => expect((await lists(me, { cursor })).status).toBe(200))
    expect(commands.length).toBeLessThanOrEqual(21)
  }
})

describe('GET /api/unread', () => {
  const counts = async (as: Caller) => (await calls('GET', '/api/unread', { as })).body
  const unread = (conversations: number) => ({ conversations, has_requests: false })

  test('counts the conversations in which something is unread', async () => {
    const { me, other, uuid } = await given.aGroup()
    expect([await counts(me), await counts(other)]).toEqual([unread(0), unread(1)])
    const { body: answer } = await sends(other, uuid, 'a quiet one')
    expect([await counts(me), await counts(other)]).toEqual([unread(1), unread(0)])
    await marksRead(me, uuid, answer.uuid)
    expect(await counts(me)).toEqual(unread(0))
    await sends(other, uuid, 'another')
    expect(await counts(me)).toEqual(unread(1))
  })

  test('costs at most five read units where the texts are long and there are requests', async () => {
    const me = await given.aUser()
    await lists(me)
    const [name, text] = ['🚀'.repeat(64), '🚀'.repeat(1024)]
    const talks = (await anInbox(me.uuid, 60)).map((talk) => ({
      ...talk,
      other: { ...talk.other, displayName: name },
    }))
    for (const talk of talks) {
      const messages = [1, 2, 3].map((ago) => messageAt(talk, Date.now() - ago * minutes, text))
      const row = { ...rowOf(talk, messages[0]?.place ?? ''), message: '🚀'.repeat(200) }
      const list = talk === talks[0] ? { list_key: `REQ#${me.uuid}`, state: 'request' } : {}
      await putItems([...messages.map(messageItem), { ...row, ...list, last_read_at: undefined }])
    }
    const spent = await meter(async () => {
      const { conversations, has_requests } = await counts(me)
      expect([conversations > 10, has_requests]).toEqual([true, true])
    })
    expect(spent.units.reduce((sum, unit) => sum + unit)).toBeLessThanOrEqual(5)
  })

  test('costs at most five read units, however many conversations there are', async () => {
    const me = await given.aUser()
    await lists(me)
    const talks = await anInbox(me.uuid, 150)
    await putItems(
      talks.map((talk) => {
        const { last_read_at, ...row } = rowOf(talk, messageAt(talk, Date.now() - 60 * minutes).place)
        return { ...row, message: 'x'.repeat(150) }
      }),
    )
    const spent = await meter(async () => expect((await counts(me)).conversations).toBeGreaterThan(50))
    expect(spent.units.reduce((sum, unit) => sum + unit)).toBeLessThanOrEqual(5)
  })
})
