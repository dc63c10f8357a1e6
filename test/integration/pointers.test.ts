import { beforeAll, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../../src/domain/message.ts'
import { placeOf, timeOf } from '../../src/domain/place.ts'
import { findLoudMessage } from '../../src/repository/admin/messages.ts'
import { messageItem, pointerItem } from '../../src/repository/messages.ts'
import { readMessages } from '../../src/repository/readMessages.ts'
import * as given from '../steps/given.ts'
import { putManyItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { type Answer, calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Group = Awaited<ReturnType<typeof given.aGroup>>
type Read = { uuid: string }
type Conversation = Awaited<ReturnType<typeof aConversation>>

const seconds = 1000
const hour = 3600 * seconds

const messagesAt = ({ me, other, uuid: groupUuid }: Group, start: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) => {
    const time = start + index * seconds
    const uuid = uuidv7({ msecs: time })
    const memberUuids = [me.uuid, other.uuid]
    return { uuid, groupUuid, text: 'hi', place: placeOf(time, uuid), sender: other, memberUuids }
  })

/** Pointers of late keys, ten in each millisecond. */
const pointersAt = ({ uuid }: Group, start: number, count: number, padding?: string) =>
  Array.from({ length: count }, (_, index) => {
    const time = start + Math.floor(index / 10)
    const key = uuidv7({ msecs: time })
    return { ...pointerItem(uuid, placeOf(time, key), placeOf(time + hour, key)), padding }
  })

// From the first of the 24 messages.
const places = {
  below: -hour,
  between: hour / 2,
  above: 4 * hour + 60 * seconds, // after the message that started the conversation
}
type Pointers = { where: keyof typeof places; count: number; padding?: string }

/** A conversation of 24 messages in two halves, an hour apart, the message that started it, and pointers. */
const aConversation = async (...pointers: Pointers[]) => {
  const group = await given.aGroup()
  const start = Date.now() - 4 * hour
  const messages = [...messagesAt(group, start, 12), ...messagesAt(group, start + hour, 12)]
  await putManyItems([
    ...messages.map(messageItem),
    ...pointers.flatMap(({ where, count, padding }) =>
      pointersAt(group, start + places[where], count, padding),
    ),
  ])
  await Promise.all([group.me, group.other].map((as) => calls('GET', '/api/users/me', { as })))
  return { ...group, uuids: [...messages.map(({ uuid }) => uuid), group.messageUuid] }
}

const linkOf = ({ headers }: Answer, rel = 'next') =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.get('link') ?? '')?.[1]

const maxCalls = 12
const maxPages = 100

/** The cost of a request, which is at most `maxCalls`. */
const metered = async <T extends Answer>(act: () => Promise<T>) => {
  const answers: T[] = []
  const { commands, units } = await meter(async () => answers.push(await act()))
  const [answer] = answers as [T]
  expect([answer.status, commands.length <= maxCalls]).toEqual([200, true])
  return { answer, calls: commands.length, rcu: units.reduce((sum, one) => sum + one, 0) }
}

/** Follows a link through all pages. */
const follow = async ({ me }: Group, link: string | undefined) => {
  const pages: string[][] = []
  let rcu = 0
  for (let target = link; target && pages.length < maxPages; ) {
    const page = target
    const took = await metered(() => calls('GET', page, { as: me }))
    pages.push(took.answer.body.map(({ uuid }: Read) => uuid))
    rcu = Math.max(rcu, took.rcu)
    target = linkOf(took.answer)
  }
  expect(pages.length).toBeLessThan(maxPages)
  return { pages, rcu }
}

const pathOf = ({ uuid }: Group, query: Record<string, string | number>) =>
  `/api/messages/${uuid}?${new URLSearchParams(query as Record<string, string>)}`

const middle = 12
const relations = ['before', 'after', 'around', 'since']

/** Reads the conversation from its newest page. Returns the page lengths and the highest cost. */
const fromNewest = async (group: Conversation, limit: number) => {
  const { pages, rcu } = await follow(group, pathOf(group, { limit }))
  expect(pages.toReversed().flat()).toEqual(group.uuids)
  return { lengths: pages.map(({ length }) => length), rcu }
}

/** Reads the conversation in every way: from the newest page, and from a message. Returns the page lengths and the highest cost. */
const everyWay = async (group: Conversation, limit: number) => {
  const { uuids } = group
  const cursor = uuids[middle] ?? ''
  const newest = await fromNewest(group, limit)
  const before = await follow(group, pathOf(group, { limit, before: cursor }))
  expect(before.pages.toReversed().flat()).toEqual(uuids.slice(0, middle))
  const after = await follow(group, pathOf(group, { limit, after: cursor }))
  expect(after.pages.flat()).toEqual(uuids.slice(middle + 1))
  const since = await follow(group, pathOf(group, { limit, since: cursor }))
  expect(since.pages.flat()).toEqual(uuids.slice(middle)) // the message before it is an hour older
  const { answer, rcu } = await metered(() =>
    calls('GET', pathOf(group, { limit, around: cursor }), { as: group.me }),
  )
  const [older, newer] = [
    await follow(group, linkOf(answer, 'prev')),
    await follow(group, linkOf(answer, 'next')),
  ]
  const around = answer.body.map(({ uuid }: Read) => uuid)
  expect(around).toContain(cursor)
  expect([...older.pages.toReversed().flat(), ...around, ...newer.pages.flat()]).toEqual(uuids)
  return {
    ways: [newest.lengths, ...[before, after, since].map(({ pages }) => pages.map(({ length }) => length))],
    rcu: Math.max(rcu, ...[newest, before, after, since, older, newer].map((way) => way.rcu)),
  }
}

/** The other reads of both members: inbox, conversation, and read mark. */
const otherReads = async ({ me, other, uuid, uuids }: Conversation) => {
  let rcu = 0
  for (const as of [me, other]) {
    const unread_count = as === me ? 0 : 1 // the newest message is mine
    const inbox = await metered(() => calls('GET', '/api/message_groups', { as }))
    expect(inbox.answer.body).toMatchObject([{ uuid, message: 'Hello!', unread_count }])
    const opened = await metered(() => calls('GET', `/api/message_groups/${uuid}`, { as }))
    expect(opened.answer.body).toMatchObject({ uuid, unread_count })
    const body = { message_uuid: uuids[middle] }
    const marked = await metered(() => calls('PUT', `/api/message_groups/${uuid}/read`, { as, body }))
    expect(marked.answer.body).toEqual({ unread_count })
    rcu = Math.max(rcu, inbox.rcu, opened.rcu, marked.rcu)
  }
  return rcu
}

const areFull = (lengths: number[], limit: number) =>
  expect(lengths.slice(0, -1)).toEqual(lengths.slice(1).map(() => limit))

describe('pointers', () => {
  // With 1,500, a page of one message takes all five queries that a read may make; with 6,000, longer pages do, too.
  test.each([
    ['1,500 above the newest message', [{ where: 'above', count: 1500 }]],
    ['6,000 between two messages', [{ where: 'between', count: 6000 }]],
    ['1,500 below the oldest message', [{ where: 'below', count: 1500 }]],
  ] satisfies [string, Pointers[]][])('%s cost a page at most 12 calls', async (_, pointers) => {
    // Each of them has 174 bytes, and a consistent read pays a unit for 4 KB.
    const allOnce = ((pointers[0]?.count ?? 0) * 174) / 4096
    const group = await aConversation(...pointers)
    const { ways, rcu } = await everyWay(group, 20)
    for (const lengths of ways) areFull(lengths, 20)
    for (const cursor of [{}, ...relations.map((one) => ({ [one]: group.uuids[middle] ?? '' }))]) {
      const one = await metered(() => calls('GET', pathOf(group, { limit: 1, ...cursor }), { as: group.me }))
      expect([one.answer.body.length, one.rcu < 1.1 * allOnce]).toEqual([1, true])
    }
    expect(Math.max(rcu, await otherReads(group))).toBeLessThan(1.1 * allOnce)
  })

  test('on both sides of a message cost the page around it at most 12 calls', async () => {
    const count = 1500
    const group = await aConversation({ where: 'above', count }, { where: 'below', count })
    for (const limit of [1, 20, 100]) {
      const target = pathOf(group, { limit, around: group.uuids.at(-1) ?? '' })
      const { answer } = await metered(() => calls('GET', target, { as: group.me }))
      expect(answer.body.length).toBe(Math.min(limit, limit < 100 ? Math.ceil(limit / 2) : 25))
    }
  })
})

describe('more pointers than one read can skip, above, between and below the messages,', () => {
  // Padded: a query reads a megabyte, which is 50 of these, and 6,000 usual ones.
  const padding = 'x'.repeat(20_000)
  let group: Conversation
  beforeAll(async () => {
    const wheres = Object.keys(places) as Pointers['where'][]
    group = await aConversation(...wheres.map((where) => ({ where, count: 300, padding })))
  })

  const isShort = (lengths: number[], limit: number) => lengths.slice(0, -1).some((length) => length < limit)

  test('shorten pages of 5, and every message is still returned once', async () => {
    const { ways } = await everyWay(group, 5)
    expect(ways.map((lengths) => isShort(lengths, 5))).toEqual(ways.map(() => true))
  })

  test('shorten pages of 100, and every message is still returned once', async () => {
    expect(isShort((await fromNewest(group, 100)).lengths, 100)).toBe(true)
  })

  test('do not hide messages from a read of the whole conversation or of its last loud message', async () => {
    const found: Message[] = []
    for await (const { messages } of readMessages(group.uuid)) found.push(...messages)
    expect(found.map(({ uuid }) => uuid)).toEqual(group.uuids)
    // The message that started the conversation is the newest here, and counts as loud.
    expect(found.filter(({ isQuiet }) => isQuiet)).toEqual(found.slice(-1))
    expect(await findLoudMessage(group.uuid)).toEqual(found.at(-1))
  })

  test('do not change the inbox, and the conversation can be marked as read', async () => {
    const { me, other, uuid, messageUuid } = group
    const target = `/api/message_groups/${uuid}/read`
    const body = { message_uuid: messageUuid }
    const marked = await metered(() => calls('PUT', target, { as: other, body }))
    expect(marked.answer.body).toEqual({ unread_count: 0 })
    for (const as of [me, other]) {
      const inbox = await metered(() => calls('GET', '/api/message_groups', { as }))
      expect(inbox.answer.body).toMatchObject([{ uuid, message: 'Hello!', unread_count: 0 }])
    }
  })
})

describe('a message at the end of a chain of pointers', () => {
  const aChain = async (countOfNewer: number, length = 20) => {
    const group = await given.aGroup()
    const start = Date.now() - 2 * hour
    const [oldest, late, ...newer] = messagesAt(group, start, 2 + countOfNewer) as [Message, Message]
    const links = Array.from({ length }, (_, index) => start - (length - index) * 3 * seconds)
    const uuid = uuidv7({ msecs: links[0] as number })
    const message = { ...late, uuid, place: placeOf(Date.parse(timeOf(late.place)), uuid) }
    const chain = [...links.map((time) => placeOf(time, uuid)), message.place]
    await putManyItems([
      ...[oldest, message, ...newer].map(messageItem),
      ...chain.slice(1).map((to, index) => pointerItem(group.uuid, chain[index] as string, to)),
    ])
    return {
      ...group,
      late: uuid,
      uuids: [oldest, message, ...newer].map((one) => one.uuid),
    }
  }

  const marks = ({ other, uuid, late }: Awaited<ReturnType<typeof aChain>>) =>
    calls('PUT', `/api/message_groups/${uuid}/read`, { as: other, body: { message_uuid: late } })

  test('is found among the newest 200, at a bounded number of reads', async () => {
    const group = await aChain(10)
    const all = [...group.uuids, group.messageUuid]
    const pageOf = async (relation: string) => {
      const target = pathOf(group, { limit: 5, [relation]: group.late })
      const { answer } = await metered(() => calls('GET', target, { as: group.me }))
      return answer.body.map(({ uuid }: Read) => uuid)
    }
    expect(await pageOf('before')).toEqual(all.slice(0, 1))
    expect(await pageOf('after')).toEqual(all.slice(2, 7))
    expect(await pageOf('around')).toEqual(all.slice(0, 5))
    expect(await pageOf('since')).toEqual(all.slice(0, 5))
    then.isAnswered((await metered(() => marks(group))).answer, { unread_count: 1 })
  })

  test('that is older is cursor_invalid, and cannot be marked as read', async () => {
    const group = await aChain(200)
    for (const relation of relations) {
      const target = pathOf(group, { [relation]: group.late })
      then.isRefused(await calls('GET', target, { as: group.me }), 400, 'cursor_invalid')
    }
    then.isRefused(await marks(group), 404, 'message_not_found')
  })

  test.each([
    [150, 200],
    [250, 500],
  ])('of %d is followed by a retry up to a maximum: %d', async (length, status) => {
    const { other, uuid, late } = await aChain(0, length)
    const body = { message: 'hi', message_group_uuid: uuid }
    const headers = { 'idempotency-key': late }
    const answer = await calls('POST', '/api/messages', { as: other, body, headers })
    expect([answer.status, answer.body.uuid ?? answer.body[0]]).toEqual([
      status,
      status === 200 ? late : 'internal_error',
    ])
  })
})
