import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { type Arrival, arrivalsIn } from '../../src/domain/arrival.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import type { InboxCursor } from '../../src/domain/paging.ts'
import { placeOf } from '../../src/domain/place.ts'
import { groupView } from '../../src/domain/views.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { listInbox } from '../../src/repository/inbox.ts'
import {
  advanceMembership,
  getMembership,
  markReadUpTo,
  membershipItem,
} from '../../src/repository/memberships.ts'
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
const start = Date.UTC(2026, 0, 1)
const maxPages = 200

const aPerson = (): Person => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

type Talk = { groupUuid: string; people: [Person, Person]; said: Message[] }

/** A conversation that began at a time, with both rows. */
const aTalk = async (me: Person, time: number): Promise<Talk> => {
  const [groupUuid, other, uuid] = [randomUUID(), aPerson(), uuidv7({ msecs: time })]
  const memberUuids = [me.uuid, other.uuid]
  const first = { uuid, groupUuid, place: placeOf(time, uuid), text: 'Hello', sender: me, memberUuids }
  const row = { groupUuid, lastPlace: first.place, preview: first.text }
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
  const message = await storeMessage(draft, () => time, row?.lastPlace)
  said.push(message)
  return message
}

const readInbox = async (
  userUuid: string,
  limit: number,
  now: number,
  goesOn = async (_page: number) => {},
) => {
  const shown: ReturnType<typeof groupView>[] = []
  let cursor: InboxCursor | undefined
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { conversations, next } = await listInbox(userUuid, { limit, cursor, now })
    expect(conversations.length).toBeLessThanOrEqual(limit)
    shown.push(...conversations.map(groupView))
    if (!next) return shown
    cursor = next
    await goesOn(pages)
  }
  throw new Error('an inbox without end')
}

/** The expected inbox, from messages and read marks alone. */
const inboxFrom = (me: Person, talks: Talk[], readUpTo: Map<Talk, string>) =>
  talks
    .map((talk) => {
      const { groupUuid, said, people } = talk
      const inOrder = said.toSorted((one, other) => (one.place < other.place ? -1 : 1))
      const [last, own] = [inOrder.at(-1), inOrder.findLast(({ sender }) => sender.uuid === me.uuid)]
      const read = [readUpTo.get(talk) ?? '', own?.place ?? ''].toSorted().at(-1) ?? ''
      const messageView = {
        uuid: groupUuid,
        display_name: people[1].displayName,
        handle: people[1].handle,
        message: last?.text,
        created_at: last?.place.split('#')[0],
        unread_count: inOrder.filter(({ place, sender }) => sender.uuid !== me.uuid && place > read).length,
      }
      return { messageView, place: last?.place ?? '' }
    })
    .toSorted((one, other) => (one.place < other.place ? 1 : -1))
    .map(({ messageView }) => messageView)

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
    const ofGroup = await newIn([uuid], 11, 'pushMessage') // which all wake
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
  afterMs: fc.constantFrom(1, 20 * seconds, 20 * seconds, 119_999, 2 * minutes, 10 * minutes),
  /** How many rows learn of what they wait for, before all have. */
  moves: fc.nat(3),
  reads: fc.constantFrom('nothing', 'nothing', 'the inbox', 'the inbox when it is still', 'a message'),
})

describe('an inbox with quiet messages', () => {
  beforeAll(withoutStream)

  test('is in the order of the newest messages at every read, with any page size', async () => {
    const live = async (sizes: number, steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const me = aPerson()
      const talks = await Promise.all([0, 1, 2, 3, 4].map((index) => aTalk(me, start - index * minutes)))
      const readUpTo = new Map<Talk, string>()
      const waiting: Arrival[] = []
      let now = start
      for (const { talk: index, isMine, afterMs, moves, reads } of steps) {
        now += afterMs
        const talk = talks[index] as Talk
        const message = await writes(talk, isMine, now)
        if (!message.isQuiet) waiting.push(...arrivalsIn([message]))
        for (const arrival of waiting.splice(-moves, moves)) await advanceMembership(arrival)
        if (reads === 'a message') {
          await markReadUpTo(me.uuid, talk.groupUuid, message.place)
          readUpTo.set(talk, message.place)
        }
        if (reads === 'the inbox') {
          const uuids = (await readInbox(me.uuid, sizes, now)).map(({ uuid }) => uuid)
          expect(uuids.toSorted()).toEqual(talks.map(({ groupUuid }) => groupUuid).toSorted())
        }
        if (reads === 'the inbox when it is still') {
          for (const arrival of waiting.splice(0)) await advanceMembership(arrival)
          expect(await readInbox(me.uuid, sizes, now)).toEqual(inboxFrom(me, talks, readUpTo))
        }
      }
      for (const arrival of waiting) await advanceMembership(arrival)
      expect(await readInbox(me.uuid, sizes, now)).toEqual(inboxFrom(me, talks, readUpTo))
    }
    const steps = fc.array(step, { minLength: 1, maxLength: 20, size: 'max' })
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 6 }), steps, live), {
      numRuns: numRuns(40),
    })
  })

  test('returns each conversation once, whatever is sent during paging', async () => {
    const gap = fc.constantFrom(1, seconds, minutes, 119 * seconds, 3 * minutes, 60 * minutes)
    const word = fc.record({ talk: fc.nat(6), isMine: fc.boolean(), isShown: fc.boolean() })
    const page = async (limit: number, gaps: number[], before: number[], words: Words[]) => {
      const me = aPerson()
      let time = start - 10 * 60 * minutes
      const talks: Talk[] = []
      for (const apart of gaps) {
        time += apart
        talks.push(await aTalk(me, time))
      }
      const turn = (nth: number) => talks[nth % talks.length] as Talk
      const says = async (talk: Talk, isMine: boolean, isShown = true) => {
        time += 20
        const message = await writes(talk, isMine, time)
        if (isShown && !message.isQuiet) await Promise.all(arrivalsIn([message]).map(advanceMembership))
      }
      for (const nth of before) await says(turn(nth), false)
      const goesOn = async (nth: number) => {
        for (const { talk, isMine, isShown } of words.filter((_, at) => at % 4 === nth % 4))
          await says(turn(talk), isMine, isShown)
      }
      const uuids = (await readInbox(me.uuid, limit, time, goesOn)).map(({ uuid }) => uuid)
      expect(uuids.toSorted()).toEqual(talks.map(({ groupUuid }) => groupUuid).toSorted())
    }
    type Words = typeof word extends fc.Arbitrary<infer T> ? T : never
    const gaps = fc.array(gap, { minLength: 1, maxLength: 7, size: 'max' })
    const before = fc.array(fc.nat(6), { maxLength: 8 })
    const words = fc.array(word, { maxLength: 12, size: 'max' })
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), gaps, before, words, page), {
      numRuns: numRuns(60),
    })
  })

  test.each([5, 100])(
    'returns each of many conversations of the same two minutes once, in pages of %d, while messages arrive',
    async (limit) => {
      const me = aPerson()
      const ages = Array.from({ length: 150 }, (_, index) => index * 700)
      const talks = await Promise.all(ages.map((age) => aTalk(me, start - age)))
      const turn = (nth: number) => talks[(nth * 7919) % talks.length] as Talk
      await Promise.all(talks.map((_, nth) => writes(turn(nth), false, start + nth * 100)))
      expect(talks.every(({ said }) => said.at(-1)?.isQuiet)).toBe(true)

      const begin = start + 10 * minutes
      const goesOn = async (page: number) => {
        const message = await writes(turn(page), page % 2 === 0, begin + page)
        if (!message.isQuiet) await Promise.all(arrivalsIn([message]).map(advanceMembership))
      }
      const uuids = (await readInbox(me.uuid, limit, begin, goesOn)).map(({ uuid }) => uuid)
      expect(uuids.toSorted()).toEqual(talks.map(({ groupUuid }) => groupUuid).toSorted())
    },
  )
})
