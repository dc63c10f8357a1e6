import { describe, expect, test } from '@jest/globals'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import type { Message } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { messageKey } from '../../src/repository/keys.ts'
import { messageItem, putMessage } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import * as given from '../steps/given.ts'
import { putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { type Answer, calls } from '../steps/when.ts'
import { meter, through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Group = Awaited<ReturnType<typeof given.aGroup>>
type Read = { uuid: string; message: string; created_at: string }

const seconds = 1000
const maxPages = 200

const messageAt = ({ me, other, uuid: groupUuid }: Group, time: number, text = 'hi') => {
  const uuid = uuidv7({ msecs: time })
  return {
    uuid,
    groupUuid,
    text,
    place: placeOf(time, uuid),
    sender: me,
    memberUuids: [me.uuid, other.uuid],
  }
}

/** A conversation with a message at each of these times, and their uuids, oldest to newest. */
const aConversation = async (times: number[]) => {
  const group = await given.aGroup()
  const messages = times.map((time) => messageAt(group, time))
  await putItems(messages.map(messageItem))
  const started = { uuid: group.messageUuid, place: `${new Date().toISOString()}#` }
  const all = [...messages, started].sort((a, b) => (a.place < b.place ? -1 : 1))
  return { ...group, uuids: all.map(({ uuid }) => uuid) }
}

const aSecondApart = (count: number, until = Date.now() - 60 * seconds) =>
  Array.from({ length: count }, (_, index) => until - (count - index) * seconds)

const reads = ({ me, uuid }: Group, query: Record<string, string | number> = {}) =>
  calls('GET', `/api/messages/${uuid}?${new URLSearchParams(query as Record<string, string>)}`, { as: me })

const uuidsIn = ({ body }: { body: Read[] }) => body.map(({ uuid }) => uuid)

const linkOf = ({ headers }: Answer, rel = 'next') =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.get('link') ?? '')?.[1]

/** Follows a link through all pages. */
const follow = async ({ me }: Group, link: string | undefined): Promise<Read[][]> => {
  const pages = []
  for (let target = link; target && pages.length < maxPages; ) {
    const answer = await calls('GET', target, { as: me })
    expect(answer.status).toBe(200)
    pages.push(answer.body)
    target = linkOf(answer)
  }
  expect(pages.length).toBeLessThan(maxPages)
  return pages
}

const areFull = (pages: Read[][], limit: number) => {
  expect(pages.slice(0, -1).map(({ length }) => length)).toEqual(pages.slice(1).map(() => limit))
  expect(pages.at(-1)?.length).toBeGreaterThan(0)
}

/** The uuids of pages that were read from newest to oldest, in the order of the conversation. */
const backwards = (pages: Read[][]) =>
  pages
    .toReversed()
    .flat()
    .map(({ uuid }) => uuid)
const forwards = (pages: Read[][]) => pages.flat().map(({ uuid }) => uuid)

describe.each([1, 2, 7, 100])('in pages of %d', (limit) => {
  const middle = 8

  test('the newest page and its links return every message once', async () => {
    const group = await aConversation(aSecondApart(15))
    const first = await reads(group, { limit })
    const pages = [first.body, ...(await follow(group, linkOf(first)))]
    expect(backwards(pages)).toEqual(group.uuids)
    areFull(pages, limit)
  })

  test('before and after a message return every other message once', async () => {
    const group = await aConversation(aSecondApart(15))
    const cursor = group.uuids[middle] ?? ''
    const before = await reads(group, { limit, before: cursor })
    const older = [before.body, ...(await follow(group, linkOf(before)))]
    expect(backwards(older)).toEqual(group.uuids.slice(0, middle))
    areFull(older, limit)
    const after = await reads(group, { limit, after: cursor })
    const newer = [after.body, ...(await follow(group, linkOf(after)))]
    expect(forwards(newer)).toEqual(group.uuids.slice(middle + 1))
    areFull(newer, limit)
  })

  test('around a message and its links both ways return every message once', async () => {
    const group = await aConversation(aSecondApart(15))
    for (const cursor of [0, 1, middle, -2, -1].map((index) => group.uuids.at(index) ?? '')) {
      const around = await reads(group, { limit, around: cursor })
      expect(uuidsIn(around)).toContain(cursor)
      expect(around.body.length).toBeLessThanOrEqual(limit)
      const older = await follow(group, linkOf(around, 'prev'))
      const newer = await follow(group, linkOf(around, 'next'))
      expect([...backwards(older), ...uuidsIn(around), ...forwards(newer)]).toEqual(group.uuids)
    }
  })

  test('since a message returns every newer message once', async () => {
    const group = await aConversation(aSecondApart(15))
    const since = await reads(group, { limit, since: group.uuids[middle] ?? '' })
    const pages = [since.body, ...(await follow(group, linkOf(since)))]
    const found = forwards(pages)
    expect(found).toEqual(group.uuids.slice(-found.length))
    expect(found).toEqual(expect.arrayContaining(group.uuids.slice(middle)))
    areFull(pages, limit)
  })
})

test('around the first and the last message has no link beyond the end', async () => {
  const group = await aConversation(aSecondApart(15))
  const first = await reads(group, { limit: 7, around: group.uuids[0] ?? '' })
  expect(uuidsIn(first)).toEqual(group.uuids.slice(0, 7))
  expect([linkOf(first, 'prev'), linkOf(first, 'next')]).toEqual([undefined, expect.any(String)])
  const last = await reads(group, { limit: 7, around: group.messageUuid })
  expect(uuidsIn(last)).toEqual(group.uuids.slice(-4))
  expect([linkOf(last, 'prev'), linkOf(last, 'next')]).toEqual([expect.any(String), undefined])
})

test('a page that ends exactly at the end has no link', async () => {
  const group = await aConversation(aSecondApart(6))
  expect(linkOf(await reads(group, { limit: 7 }))).toBeUndefined()
  expect(linkOf(await reads(group, { limit: 6 }))).toBeDefined()
  const after = group.uuids[0] ?? ''
  expect(linkOf(await reads(group, { limit: 6, after }))).toBeUndefined()
  expect(linkOf(await reads(group, { limit: 5, after }))).toBeDefined()
})

test('a uuid without a message is a cursor at its time', async () => {
  const group = await aConversation(aSecondApart(2, Date.now() - 600 * seconds))
  const absent = uuidv7({ msecs: Date.now() - 300 * seconds })
  const [one = '', two = '', three = ''] = group.uuids
  expect(uuidsIn(await reads(group, { before: absent }))).toEqual([one, two])
  expect(uuidsIn(await reads(group, { after: absent }))).toEqual([three])
  for (const limit of [1, 2, 3]) {
    for (const cursor of [absent, uuidv7({ msecs: 0 }), uuidv7({ msecs: Date.now() + 600 * seconds })]) {
      const around = await reads(group, { around: cursor, limit })
      const older = await follow(group, linkOf(around, 'prev'))
      const newer = await follow(group, linkOf(around, 'next'))
      expect([...backwards(older), ...uuidsIn(around), ...forwards(newer)]).toEqual([one, two, three])
    }
  }
})

test('messages of many years are returned in order', async () => {
  const thisYear = new Date().getUTCFullYear()
  const years = Array.from({ length: 13 }, (_, index) => [
    Date.UTC(thisYear - 6 + index, 0, 1),
    Date.UTC(thisYear - 6 + index, 11, 31, 23, 59, 59, 999),
  ]).flat()
  const group = await aConversation(years)
  const first = await reads(group, { limit: 4 })
  const pages = [first.body, ...(await follow(group, linkOf(first)))]
  expect(backwards(pages)).toEqual(group.uuids)
  const times = pages.toReversed().flatMap((page) => page.map(({ created_at }: Read) => created_at))
  expect(times).toEqual(times.toSorted())
  expect([times[0], times.at(-1)]).toEqual([
    `${thisYear - 6}-01-01T00:00:00.000Z`,
    `${thisYear + 6}-12-31T23:59:59.999Z`,
  ])
})

describe('since', () => {
  test('finds a message that a slower writer stored ten seconds before the known one, and `after` does not', async () => {
    const group = await given.aGroup()
    const now = Date.now()
    const held = messageAt(group, now + 60 * seconds)
    const slow = messageAt(group, now + 50 * seconds)
    await putMessage(held)
    await putMessage(slow)
    expect(uuidsIn(await reads(group, { since: held.uuid }))).toEqual([slow.uuid, held.uuid])
    expect(uuidsIn(await reads(group, { after: held.uuid }))).toEqual([])
  })

  test('the newest message of the last response misses nothing, also after sending a message', async () => {
    const group = await given.aGroup()
    const [lastOfResponse = ''] = uuidsIn(await reads(group)).slice(-1)
    const [theirs, own] = [60, 120].map((later) => messageAt(group, Date.now() + later * seconds))
    for (const message of [theirs, own]) await putMessage(message as Message)
    const missed = uuidsIn(await reads(group, { since: lastOfResponse }))
    expect(missed).toEqual([lastOfResponse, theirs?.uuid, own?.uuid])
    // The newest known message is an own one, so that earlier messages are missed.
    expect(uuidsIn(await reads(group, { since: own?.uuid ?? '' }))).toEqual([own?.uuid])
  })

  test('rewinds by exactly the seconds in which that can happen', async () => {
    const group = await aConversation(aSecondApart(60))
    const at = 40
    const found = uuidsIn(await reads(group, { since: group.uuids[at] ?? '', limit: 100 }))
    expect(found).toEqual(group.uuids.slice(at - 15))
  })
})

describe('the link `since` of a page', () => {
  test.each(['newest', 'around'])(
    'leads to a message that an eventually consistent page (%s) did not contain',
    async (kind) => {
      const group = await aConversation([])
      // Stored 15 seconds after its place, one second ago. An eventually consistent read does not see it yet.
      const slow = messageAt(group, Date.now() - 16 * seconds)
      await putMessage(slow)
      const page = await through(
        async ({ command }, send) => {
          const result = await send()
          if (command === 'Query')
            result.output.Items = result.output.Items?.filter(
              ({ message_uuid }: { message_uuid?: string }) => message_uuid !== slow.uuid,
            )
          return result
        },
        () => reads(group, kind === 'around' ? { around: group.messageUuid } : {}),
      )
      expect(uuidsIn(page)).toEqual([group.messageUuid])
      const next = await calls('GET', linkOf(page, 'since') ?? '', { as: group.me })
      expect(uuidsIn(next)).toEqual([slow.uuid, group.messageUuid])
    },
  )
})

describe('a message with a late key', () => {
  const aLateOne = async () => {
    const group = await given.aGroup()
    const sends = (message: string, age: number) =>
      calls('POST', '/api/messages', {
        as: group.me,
        body: { message, message_group_uuid: group.uuid },
        headers: { 'idempotency-key': uuidv7({ msecs: Date.now() - age }) },
      })
    const before = (await sends('before', 0)).body.uuid
    const late = (await sends('late', 600 * seconds)).body.uuid
    const after = (await sends('after', 0)).body.uuid
    return { ...group, before, late, after, all: [group.messageUuid, before, late, after] }
  }

  test('is placed at its arrival, and found there by its uuid', async () => {
    const { before, late, after, all, ...group } = await aLateOne()
    expect(uuidsIn(await reads(group))).toEqual(all)
    expect(uuidsIn(await reads(group, { before: late }))).toEqual([group.messageUuid, before])
    expect(uuidsIn(await reads(group, { after: late }))).toEqual([after])
    expect(uuidsIn(await reads(group, { around: late, limit: 3 }))).toEqual([before, late, after])
    expect(uuidsIn(await reads(group, { since: late }))).toEqual(all)
    expect(uuidsIn(await reads(group, { since: late, limit: 1 }))).toEqual([group.messageUuid])
  })

  test('can be marked as read by its uuid', async () => {
    const { late, other, uuid } = await aLateOne()
    const body = { message_uuid: late }
    const answer = await calls('PUT', `/api/message_groups/${uuid}/read`, { as: other, body })
    then.isAnswered(answer, { unread_count: 1 })
  })

  test.each(['older', 'newer'])(
    'leaves nothing visible at the time of its key, read towards %s',
    async (way) => {
      const { late, all, ...group } = await aLateOne()
      const edge = uuidv7({ msecs: Date.now() + (way === 'older' ? 600 : -3600) * seconds })
      const first = await reads(group, { limit: 1, [way === 'older' ? 'before' : 'after']: edge })
      const pages = [first.body, ...(await follow(group, linkOf(first)))]
      expect(way === 'older' ? backwards(pages) : forwards(pages)).toEqual(all)
      expect(pages.map(({ length }) => length)).toEqual([1, 1, 1, 1])
    },
  )
})

describe('messages of the original layout', () => {
  const times = [
    ['2023-01-10T14:21:16+00:00', '2023-01-10T14:21:16.000Z'],
    ['2023-01-10T14:21:16.123456+00:00', '2023-01-10T14:21:16.123Z'],
    ['2023-01-10T14:21:16.123999+00:00', '2023-01-10T14:21:16.123Z'],
    ['2023-01-10T14:21:17.000001', '2023-01-10T14:21:17.000Z'],
    ['2023-01-10T14:21:18', '2023-01-10T14:21:18.000Z'],
    ['2023-01-10T14:21:19.5Z', '2023-01-10T14:21:19.500Z'],
  ] as const

  const anOldConversation = async () => {
    const group = await given.aGroup()
    const items = times.map(([sk], index) => ({
      ...messageKey(group.uuid, sk),
      message_uuid: uuidv4(),
      message: `old ${index}`,
      user_uuid: group.me.uuid,
      user_display_name: 'Old Name',
      user_handle: 'old_name',
    }))
    await putItems(items)
    return { ...group, uuids: [...items.map(({ message_uuid }) => message_uuid), group.messageUuid] }
  }

  test('are shown with times in UTC and milliseconds', async () => {
    const group = await anOldConversation()
    const { body } = await reads(group)
    expect(body.slice(0, -1)).toEqual(
      times.map(([, created_at], index) => ({
        uuid: group.uuids[index],
        user_uuid: group.me.uuid,
        display_name: 'Old Name',
        handle: 'old_name',
        message: `old ${index}`,
        created_at,
        revision: 0,
      })),
    )
  })

  test.each([1, 2, 3])('are returned exactly once in pages of %d, both ways', async (limit) => {
    const group = await anOldConversation()
    const first = await reads(group, { limit })
    expect(backwards([first.body, ...(await follow(group, linkOf(first)))])).toEqual(group.uuids)
    const after = await reads(group, { limit, after: uuidv7({ msecs: 0 }) })
    expect(forwards([after.body, ...(await follow(group, linkOf(after)))])).toEqual(group.uuids)
  })

  test('are cursors by their uuid, and can be marked as read', async () => {
    const group = await anOldConversation()
    for (const [index, uuid] of group.uuids.slice(0, -1).entries()) {
      expect(uuidsIn(await reads(group, { before: uuid }))).toEqual(group.uuids.slice(0, index))
      expect(uuidsIn(await reads(group, { after: uuid }))).toEqual(group.uuids.slice(index + 1))
      expect(uuidsIn(await reads(group, { around: uuid, limit: 1 }))).toEqual([uuid])
      expect(uuidsIn(await reads(group, { since: uuid }))).toEqual(group.uuids)
    }
    const read = await calls('PUT', `/api/message_groups/${group.uuid}/read`, {
      as: group.other,
      body: { message_uuid: group.uuids[1] },
    })
    then.isAnswered(read, { unread_count: 5 })
  })

  test('are cursors while they are among the newest 200', async () => {
    const group = await anOldConversation()
    const [oldest = '', second = ''] = group.uuids
    await putItems(aSecondApart(200 - times.length).map((time) => messageItem(messageAt(group, time))))
    expect(uuidsIn(await reads(group, { before: second }))).toEqual([oldest])
    for (const relation of ['before', 'after', 'around', 'since']) {
      then.isRefused(await reads(group, { [relation]: oldest }), 400, 'cursor_invalid')
    }
  })
})

describe('a conversation of 1,000 messages', () => {
  test('is returned exactly once while messages arrive, and its first page costs as much as that of 20 messages', async () => {
    const [small, large] = await Promise.all([given.aGroup(), given.aGroup()])
    const recent = aSecondApart(19)
    await putItems(recent.map((time) => messageItem(messageAt(small, time))))
    const messages = aSecondApart(999).map((time) => messageItem(messageAt(large, time)))
    await putItems(messages)
    await Promise.all([reads(small), reads(large)])
    const cost = await meter(() => reads(small))
    expect(await meter(() => reads(large))).toEqual(cost)
    expect(cost.commands).toHaveLength(2)

    const written: string[] = []
    const write = async () => {
      const memberUuids = [large.me.uuid, large.other.uuid]
      const draft = { uuid: uuidv7(), groupUuid: large.uuid, text: 'new', sender: large.other, memberUuids }
      written.push((await storeMessage(draft, Date.now)).uuid)
    }
    const readAll = async () => {
      const first = await reads(large, { limit: 100 })
      return backwards([first.body, ...(await follow(large, linkOf(first)))])
    }
    const found = await through(async (_, send) => (await Promise.all([send(), write()]))[0], readAll)
    const laid = [...messages.map(({ message_uuid }) => message_uuid), large.messageUuid]
    expect(found.slice(0, laid.length)).toEqual(laid)
    expect(written).toEqual(expect.arrayContaining(found.slice(laid.length)))
    expect(new Set(found).size).toBe(found.length)
  })
})
