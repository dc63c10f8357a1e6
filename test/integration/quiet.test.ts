import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { type Arrival, arrivalsIn } from '../../src/domain/arrival.ts'
import { quietBeforeOf } from '../../src/domain/group.ts'
import type { ListCursor } from '../../src/domain/listCursor.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { groupView } from '../../src/domain/views.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { listConversations, readUpTo } from '../../src/repository/conversations.ts'
import { findWithNewer } from '../../src/repository/findMessage.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { advanceMembership } from '../../src/repository/membershipUpdates.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { newIn, wakes } from '../steps/stream.ts'
import { putItems, withoutStream } from '../steps/table.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine()

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const start = Date.UTC(2026, 0, 1)
const maxPages = 200

const aPerson = (): Person => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

type Talk = { groupUuid: string; people: [Person, Person]; said: Message[] }

/** A conversation that began at a time, with both rows. */
const aTalk = async (me: Person, time: number): Promise<Talk> => {
  const [groupUuid, other, uuid] = [randomUUID(), aPerson(), uuidv7({ msecs: time })]
  const memberUuids = [me.uuid, other.uuid]
  const first = { uuid, groupUuid, place: placeOf(time, uuid), text: 'Hello', sender: me, memberUuids }
  const row = { groupUuid, lastPlace: first.place, state: 'inbox', kind: 'direct' } as const
  await putItems([
    messageItem({ ...first, isQuiet: true }),
    membershipItem({ ...row, userUuid: me.uuid, other, readPlace: first.place }),
    membershipItem({ ...row, userUuid: other.uuid, other: me }),
  ])
  return { groupUuid, people: [me, other], said: [first] }
}

/** Stores a message as createMessage does. */
const writes = async ({ groupUuid, people, said }: Talk, isMine: boolean, time: number) => {
  const sender = people[isMine ? 0 : 1]
  const row = await getMembership(sender.uuid, groupUuid)
  const text = `number ${said.length}`
  const memberUuids = people.map(({ uuid }) => uuid)
  const draft = { uuid: uuidv7({ msecs: time }), groupUuid, text, sender, memberUuids }
  const message = await storeMessage(draft, () => time, { quietBefore: row && quietBeforeOf(row) })
  said.push(message)
  return message
}

const readPages = async (me: Person, limit: number, now: number, goesOn = async (_page: number) => {}) => {
  const pages: ReturnType<typeof groupView>[][] = []
  let cursor: ListCursor | undefined
  do {
    const { conversations, next } = await listConversations(me.uuid, { list: 'inbox', limit, cursor, now })
    expect(conversations.length).toBeLessThanOrEqual(limit)
    pages.push(conversations.map((conversation) => groupView(conversation, me)))
    cursor = next
    if (next) await goesOn(pages.length - 1)
  } while (cursor && pages.length < maxPages)
  expect(cursor).toBeUndefined()
  return pages
}

type View = ReturnType<typeof groupView>
const byTime = (one: View, other: View) => (one.created_at < other.created_at ? 1 : -1)

/** Each page is in the order of the messages, and pages overlap by no more than the two minutes of quiet messages. */
const expectOrder = (pages: View[][]) => {
  for (const page of pages) expect(page).toEqual(page.toSorted(byTime))
  for (const [index, page] of pages.slice(1).entries()) {
    const oldest = Date.parse(pages[index]?.at(-1)?.created_at ?? '')
    for (const { created_at } of page) expect(Date.parse(created_at)).toBeLessThan(oldest + 2 * minutes)
  }
}

/** The expected inbox, from messages and read marks alone. */
const inboxFrom = (me: Person, talks: Talk[], readUpTo: Map<Talk, string>) =>
  talks
    .map((talk) => {
      const { groupUuid, said, people } = talk
      const inOrder = said.toSorted((a, b) => (a.place < b.place ? -1 : 1))
      const [last, own] = [inOrder.at(-1), inOrder.findLast(({ sender }) => sender.uuid === me.uuid)]
      const read = [readUpTo.get(talk) ?? '', own?.place ?? ''].toSorted().at(-1) ?? ''
      return {
        uuid: groupUuid,
        handle: people[1].handle,
        message: last?.text ?? '',
        created_at: last?.place.split('#')[0] ?? '',
        last_message: expect.objectContaining({ uuid: last?.uuid, handle: last?.sender.handle }),
        unread_count: inOrder.filter(({ place, sender }) => sender.uuid !== me.uuid && place > read).length,
      }
    })
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))

describe('in a lively conversation', () => {
  test('the first message updates the inboxes, and each that follows costs one write unit', async () => {
    const { me, uuid } = await given.aGroupAtRest()
    const path = { as: me, body: { message: 'hi', message_group_uuid: uuid } }
    const spent = await meter(() => calls('POST', '/api/messages', path))
    const [loud] = await newIn([uuid], 1)
    expect([spent.commands, loud?.dynamodb?.NewImage?.message]).toEqual([['GetItem', 'PutItem'], { S: 'hi' }])
    const moved = await meter(() => updateInbox({ Records: loud ? [loud] : [] }))
    expect([moved.commands, moved.units]).toEqual([
      ['UpdateItem', 'UpdateItem'],
      [3, 3],
    ])
    for (let count = 0; count < 9; count += 1) {
      const { commands, units } = await meter(() => calls('POST', '/api/messages', path))
      expect([commands, units.at(-1)]).toEqual([['GetItem', 'PutItem'], 1])
    }
    const ofGroup = await newIn([uuid], 11, 'pushMessage') // all messages invoke pushMessage
    expect([ofGroup.length, ofGroup.filter((record) => wakes('updateInbox', record)).length]).toEqual([11, 1])
  })

  test('sending marks earlier messages as read, and the other person sees that', async () => {
    const { me, other, uuid } = await given.aGroup()
    const says = (as: typeof me, message: string) =>
      calls('POST', '/api/messages', { as, body: { message, message_group_uuid: uuid } })
    const opens = async (as: typeof me) => (await calls('GET', `/api/message_groups/${uuid}`, { as })).body
    await says(me, 'Are you there?')
    expect(await opens(other)).toMatchObject({ unread_count: 2, message: 'Are you there?' })
    expect(await opens(me)).toMatchObject({ seen: null })
    const { body } = await says(other, 'I am')
    expect(await opens(other)).toMatchObject({ unread_count: 0, message: 'I am' })
    expect(await opens(me)).toMatchObject({ unread_count: 1, seen: { message_uuid: body.uuid } })
  })
})

const step = fc.record({
  talk: fc.nat(4),
  isMine: fc.boolean(),
  afterMs: fc.constantFrom(1, 20 * seconds, 119_999, 2 * minutes, 4 * minutes + 15 * seconds, 25 * hours),
  /** How many of the pending updates are applied, newest first. */
  moves: fc.nat(3),
  reads: fc.constantFrom('nothing', 'nothing', 'the inbox', 'the inbox when it is still', 'a message'),
})

describe('an inbox with quiet messages', () => {
  beforeAll(withoutStream)

  test('agrees with the messages at every read, whether rows are settled or not', async () => {
    const live = async (limit: number, steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const me = aPerson()
      const talks = await Promise.all([0, 1, 2, 3, 4].map((index) => aTalk(me, start - index * minutes)))
      const read = new Map<Talk, string>()
      const waiting: Arrival[] = []
      let now = start
      const isRight = async () => {
        for (const arrival of waiting.splice(0)) await advanceMembership(arrival)
        const pages = await readPages(me, limit, now)
        expectOrder(pages)
        expect(pages.flat().toSorted(byTime)).toMatchObject(inboxFrom(me, talks, read))
      }
      for (const { talk: index, isMine, afterMs, moves, reads } of steps) {
        now += afterMs
        const talk = talks[index] as Talk
        const message = await writes(talk, isMine, now)
        if (!message.isQuiet) waiting.push(...arrivalsIn([message]))
        for (const arrival of waiting.splice(-moves, moves)) await advanceMembership(arrival)
        if (reads === 'a message') {
          const found = await findWithNewer({ groupUuid: talk.groupUuid }, message.uuid, 100)
          const row = await getMembership(me.uuid, talk.groupUuid)
          if (found && row) await readUpTo(row, found, now)
          read.set(talk, message.place)
        }
        if (reads === 'the inbox') {
          const uuids = (await readPages(me, limit, now)).flat().map(({ uuid }) => uuid)
          expect(uuids.toSorted()).toEqual(talks.map(({ groupUuid }) => groupUuid).toSorted())
        }
        if (reads === 'the inbox when it is still') await isRight()
      }
      await isRight()
      now += 25 * hours
      for (const _ of ['settling', 'settled']) await isRight()
    }
    const steps = fc.array(step, { minLength: 1, maxLength: 20, size: 'max' })
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 6 }), steps, live), {
      numRuns: numRuns(60),
    })
  })

  test('yields each conversation that does not move once, and the others on their page or at the top', async () => {
    const gap = fc.constantFrom(1, seconds, minutes, 119 * seconds, 3 * minutes, 60 * minutes)
    const word = fc.record({ talk: fc.nat(6), isMine: fc.boolean(), isShown: fc.boolean() })
    const page = async (limit: number, gaps: number[], before: number[], words: Words[]) => {
      const me = aPerson()
      let time = start - 10 * hours
      const talks: Talk[] = []
      for (const apart of gaps) {
        time += apart
        talks.push(await aTalk(me, time))
      }
      const turn = (nth: number) => talks[nth % talks.length] as Talk
      const moved = new Set<string>()
      const says = async (talk: Talk, isMine: boolean, isShown = true) => {
        time += 20
        const message = await writes(talk, isMine, time)
        if (!isShown || message.isQuiet) return
        moved.add(talk.groupUuid)
        await Promise.all(arrivalsIn([message]).map(advanceMembership))
      }
      for (const nth of before) await says(turn(nth), false)
      moved.clear()
      const goesOn = async (nth: number) => {
        for (const { talk, isMine, isShown } of words.filter((_, at) => at % 4 === nth % 4))
          await says(turn(talk), isMine, isShown)
      }
      const seen = (await readPages(me, limit, time, goesOn)).flat().map(({ uuid }) => uuid)
      const top = (
        await listConversations(me.uuid, {
          list: 'inbox',
          limit: moved.size || 1,
          cursor: undefined,
          now: time,
        })
      ).conversations.map(({ membership }) => membership.groupUuid)
      expect(new Set(seen).size).toBe(seen.length)
      for (const { groupUuid } of talks)
        expect([...seen, ...(moved.has(groupUuid) ? top : [])]).toContain(groupUuid)
    }
    type Words = typeof word extends fc.Arbitrary<infer T> ? T : never
    const gaps = fc.array(gap, { minLength: 1, maxLength: 7, size: 'max' })
    const before = fc.array(fc.nat(6), { maxLength: 8 })
    const words = fc.array(word, { maxLength: 12, size: 'max' })
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), gaps, before, words, page), {
      numRuns: numRuns(60),
    })
  })
})
