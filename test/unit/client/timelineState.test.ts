import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MessengerError } from '../../../client/errors.ts'
import { firstUnreadOf, withFirstUnread } from '../../../client/firstUnread.ts'
import { emptyTimeline, reduceTimeline, type TimelineEvent } from '../../../client/timelineState.ts'
import type { Group, Message, Quote } from '../../../client/types.ts'

const message = (number: number, changes: Partial<Message> = {}): Message => ({
  uuid: `uuid-${String(number).padStart(4, '0')}`,
  user_uuid: 'other',
  display_name: 'Some Body',
  handle: 'some_body',
  message: `message ${number}`,
  created_at: new Date(Date.UTC(2026, 0, 1) + Math.floor(number / 3)).toISOString(), // three share each millisecond
  revision: 0,
  ...changes,
})

const messages = (...numbers: number[]) => numbers.map((number) => message(number))
const received = (number: number): TimelineEvent => ({ type: 'received', message: message(number) })
const newest = (numbers: number[], older?: string): TimelineEvent => ({
  type: 'pageLoaded',
  messages: messages(...numbers),
  older,
  newer: undefined,
  since: 'since page',
})
const caughtUp = (numbers: number[], since?: string): TimelineEvent => ({
  type: 'caughtUp',
  messages: messages(...numbers),
  since,
})
const started: TimelineEvent = { type: 'loadStarted' }
const error = new MessengerError('unreachable')

const stateAfter = (...events: TimelineEvent[]) => events.reduce(reduceTimeline, emptyTimeline)
const heldAfter = (...events: TimelineEvent[]) =>
  stateAfter(...events).messages.map(({ uuid }) => Number(uuid.slice(5)))

describe('the messages of a conversation', () => {
  test('are the same in whatever order and however often they arrive', () => {
    const all = Array.from({ length: 12 }, (_, number) => message(number))
    const chunks = fc.array(fc.shuffledSubarray(all), { maxLength: 6 })
    fc.assert(
      fc.property(chunks, fc.shuffledSubarray(all, { minLength: 12 }), (some, rest) => {
        const events = [...some, rest].map(
          (chunk): TimelineEvent => ({
            type: 'caughtUp',
            messages: chunk,
            since: undefined,
          }),
        )
        expect(stateAfter(newest([]), ...events).messages).toEqual(all)
      }),
    )
  })

  test('are the same object when a message arrives again', () => {
    const state = stateAfter(newest([1, 2]))
    expect(reduceTimeline(state, received(2))).toBe(state)
  })

  const revised = (number: number, revision: number) =>
    message(number, { revision, message: `revision ${revision}` })
  const change = (number: number, revision: number): TimelineEvent => ({
    type: 'received',
    message: revised(number, revision),
  })
  const page = (numbers: number[], older?: string, newer?: string): TimelineEvent => ({
    type: 'pageLoaded',
    messages: messages(...numbers),
    older,
    newer,
    since: 'since page',
  })
  const textsAfter = (...events: TimelineEvent[]) =>
    stateAfter(...events).messages.map(({ message }) => message)

  test('are replaced by higher revisions only', () => {
    const all = [change(1, 2), change(1, 1), change(1, 3)]
    const texts = all.map((_, index) => textsAfter(newest([1]), ...all.slice(0, index + 1)))
    expect(texts).toEqual([['revision 2'], ['revision 2'], ['revision 3']])
  })

  test.each<[string, TimelineEvent[]]>([
    ['the newest page', [newest([5, 6], 'before 5'), change(6, 2), page([5, 6], 'before 5')]],
    [
      'a page around a message',
      [newest([5, 6], 'before 5'), change(6, 2), page([5, 6], 'before 5', 'after 6')],
    ],
    [
      'an older page, which was on its way when the message changed',
      [
        newest([7], 'before 7'),
        change(6, 2),
        { type: 'olderLoaded', from: 'before 7', messages: messages(5, 6), older: undefined },
      ],
    ],
    [
      'a newer page, which was on its way when the message changed',
      [
        page([5], 'before 5', 'after 5'),
        change(6, 2),
        { type: 'newerLoaded', from: 'after 5', messages: messages(6), newer: undefined, since: undefined },
      ],
    ],
    ['a frame that is late', [newest([5], 'before 5'), change(6, 2), received(6)]],
  ])('are not replaced by an older revision on %s', (_, events) => {
    expect(textsAfter(...events)).toContain('revision 2')
    expect(textsAfter(...events)).not.toContain('message 6')
  })

  test('do not get one that was changed before the page that is loaded, or after a gap', () => {
    const between = page([5, 6], 'before 5', 'after 6')
    const changed: TimelineEvent = {
      type: 'caughtUp',
      messages: [revised(2, 1), revised(9, 1)],
      since: undefined,
    }
    expect(heldAfter(between, changed, change(3, 1), change(8, 1))).toEqual([5, 6])
    const newer: TimelineEvent = {
      type: 'newerLoaded',
      from: 'after 6',
      messages: [revised(2, 1), ...messages(7)],
      newer: undefined,
      since: undefined,
    }
    expect(heldAfter(between, newer)).toEqual([5, 6, 7])
  })

  test('keep the quote that a frame does not contain, and one of a deleted message', () => {
    const quote = { uuid: 'quoted', user_uuid: 'other', message: 'text' }
    const deleted = { ...quote, message: '', deleted_at: '2026-01-01T00:00:00.000Z' }
    const answer = (revision: number, reply_to: Quote): TimelineEvent => ({
      type: 'received',
      message: message(1, { revision, reply_to }),
    })
    const quotes = [
      [answer(0, quote), answer(1, { uuid: 'quoted' })],
      [answer(0, { uuid: 'quoted' }), answer(0, quote)],
      [answer(0, deleted), answer(0, quote)],
    ].map((events) => stateAfter(newest([]), ...events).messages[0]?.reply_to)
    expect(quotes).toEqual([quote, quote, deleted])
  })

  test('include those that arrive while the newest page is on its way', () => {
    expect(heldAfter(started, received(5), newest([1, 4]))).toEqual([1, 4, 5])
  })

  test('do not get one that is older than the page that is loaded: there may be a gap between', () => {
    expect(heldAfter(newest([7, 8], 'before 7'), received(3))).toEqual([7, 8])
    expect(heldAfter(newest([7, 8]), received(3))).toEqual([3, 7, 8])
  })

  test('do not begin with one that arrives before anything was requested', () => {
    expect(heldAfter(received(5))).toEqual([])
  })

  test('are replaced by a page that is loaded anew, because there may be a gap before it', () => {
    expect(heldAfter(newest([1, 2]), newest([8, 9], 'before 8'))).toEqual([8, 9])
  })

  test('are extended by older pages, each once', () => {
    const older = (from: string, numbers: number[], next?: string): TimelineEvent => ({
      type: 'olderLoaded',
      from,
      messages: messages(...numbers),
      older: next,
    })
    const first = stateAfter(newest([7, 8], 'before 7'), older('before 7', [4, 5], 'before 4'))
    const late = reduceTimeline(first, older('before 7', [4, 5], 'before 4'))
    expect(late).toBe(first)
    const all = reduceTimeline(first, older('before 4', [1]))
    expect([all.messages.length, all.older]).toEqual([5, undefined])
  })

  test('keep the link to what is new until a response brings another', () => {
    const states = [caughtUp([2]), caughtUp([3], 'since 3')].map(
      (_, index, all) => stateAfter(newest([1]), ...all.slice(0, index + 1)).since,
    )
    expect(states).toEqual(['since page', 'since 3'])
  })

  test('have no gap when a page around an old message replaces them while what was missed is on its way', () => {
    const around: TimelineEvent = {
      type: 'pageLoaded',
      messages: messages(3, 4),
      older: 'before 3',
      newer: 'after 4',
      since: 'since 4',
    }
    const late = [caughtUp([11], 'since 11'), { type: 'gapFound', newer: 'after 11' } as const]
    const state = stateAfter(newest([9, 10], 'before 9'), around, ...late)
    expect(state.messages).toEqual(messages(3, 4))
    expect([state.newer, state.since]).toEqual(['after 4', 'since 4'])
  })

  test('stay when loading fails, and the error stays until loading succeeds', () => {
    const failed = stateAfter(newest([1]), { type: 'loadFailed', error })
    expect([failed.name, failed.messages.length, failed.error]).toEqual(['loaded', 1, error])
    expect(reduceTimeline(failed, caughtUp([])).error).toBeUndefined()
    expect(stateAfter(started, { type: 'loadFailed', error }).name).toBe('empty')
  })
})

test('"seen" never moves backwards', () => {
  const seen = (number: number): TimelineEvent => {
    const { uuid: message_uuid, created_at } = message(number)
    return { type: 'seen', seen: { message_uuid, created_at } }
  }
  const state = stateAfter(seen(3), seen(5))
  expect(reduceTimeline(state, seen(4))).toBe(state)
  expect(state.seen?.message_uuid).toBe('uuid-0005')
})

test('each person who types is listed once', () => {
  const typing = (userUuid: string, isTyping: boolean): TimelineEvent => ({
    type: 'typing',
    userUuid,
    isTyping,
  })
  const state = stateAfter(typing('ann', true), typing('cat', true))
  expect(state.typing).toEqual(['ann', 'cat'])
  expect(reduceTimeline(state, typing('ann', true))).toBe(state)
  expect(reduceTimeline(state, typing('ann', false)).typing).toEqual(['cat'])
})

describe('the first unread message', () => {
  const group = (unread_count: number, lastRead?: number) =>
    ({ unread_count, last_read_uuid: lastRead ? message(lastRead).uuid : null }) as Group
  type Piece = Parameters<typeof firstUnreadOf>[0]
  const newestPage: Piece = { messages: messages(1, 2, 3), older: 'before 1', newer: undefined }
  const pageBetween: Piece = { ...newestPage, newer: 'after 3' }
  const firstPage: Piece = { ...pageBetween, older: undefined }

  test.each<[string, Piece, Group | undefined, string | undefined]>([
    ['does not exist if nothing is unread', newestPage, group(0, 2), undefined],
    ['is unknown without the group', newestPage, undefined, undefined],
    ['follows the last one that was read', pageBetween, group(1, 1), 'uuid-0002'],
    ['is counted from the end if that one is not here', newestPage, group(2, 9), 'uuid-0002'],
    ['is the first one here if there are more', newestPage, group(4), 'uuid-0001'],
    ['is not here if neither end is', pageBetween, group(2, 9), undefined],
    ['is the first of the conversation if none was read', firstPage, group(100), 'uuid-0001'],
  ])('%s', (_, piece, of, expected) => {
    expect(firstUnreadOf(piece, of, 'own')).toBe(expected)
  })

  test.each<[string, Group]>([
    ['after the last one that was read', group(2, 1)],
    ['counted from the end', group(2)],
  ])('is not one that the user has written: %s', (_, of) => {
    const all = messages(1, 2, 3, 4, 5, 6).map((one, index) =>
      index % 2 ? { ...one, user_uuid: 'own' } : one,
    )
    expect(firstUnreadOf({ ...newestPage, messages: all }, of, 'own')).toBe('uuid-0003')
  })

  const deletedOf = (...numbers: number[]) =>
    messages(1, 2, 3, 4, 5).map((one, index) =>
      numbers.includes(index + 1) ? { ...one, deleted_at: one.created_at } : one,
    )

  test.each<[string, Group]>([
    ['after the last one that was read', group(2, 1)],
    ['counted from the end', group(2)],
  ])('is not one that was deleted: %s', (_, of) => {
    expect(firstUnreadOf({ ...newestPage, messages: deletedOf(2, 4) }, of, 'own')).toBe('uuid-0003')
  })

  test.each<[number[], string | undefined]>([
    [[], 'uuid-0002'],
    [[2], 'uuid-0003'],
    [[2, 3], 'uuid-0004'],
    [[2, 3, 4, 5], undefined],
  ])('is the next one when %j are deleted', (numbers, expected) => {
    const state = { ...emptyTimeline, messages: deletedOf(...numbers), firstUnread: 'uuid-0002' }
    expect(withFirstUnread(state, 'own').firstUnread).toBe(expected)
  })
})
