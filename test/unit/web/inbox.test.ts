import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { emptyInbox, type InboxEvent, reduceInbox, unreadText } from '../../../web/src/state/inbox.ts'
import type { Group, Message } from '../../../web/src/types.ts'

const timeOf = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString()

const group = (uuid: string, number: number, unread_count = 0, isOwn = false): Group => ({
  uuid,
  kind: 'direct',
  state: 'inbox',
  display_name: `Name ${uuid}`,
  handle: uuid,
  message: `message ${number}`,
  created_at: timeOf(number),
  last_message: {
    uuid: `uuid-${number}`,
    user_uuid: isOwn ? 'me' : uuid,
    handle: isOwn ? 'me' : uuid,
    display_name: isOwn ? 'Me' : `Name ${uuid}`,
  },
  last_read_uuid: null,
  unread_count,
  revision: 0,
})

const came = (groupUuid: string, number: number, isOwn = false): InboxEvent => {
  const message: Message = {
    uuid: `uuid-${number}`,
    user_uuid: isOwn ? 'me' : groupUuid,
    display_name: isOwn ? 'Me' : `Name ${groupUuid}`,
    handle: isOwn ? 'me' : groupUuid,
    message: `message ${number}`,
    created_at: timeOf(number),
  }
  return { type: 'messageCame', groupUuid, message, isOwn }
}

const page = (...groups: Group[]): InboxEvent => ({ type: 'firstPageCame', groups, next: undefined })
const stateAfter = (...events: InboxEvent[]) => events.reduce(reduceInbox, emptyInbox)
const order = (...events: InboxEvent[]) => stateAfter(...events).groups.map(({ uuid }) => uuid)

describe('the list of conversations', () => {
  test('moves a conversation to the top when a message arrives', () => {
    expect(order(page(group('b', 2), group('a', 1)), came('a', 3))).toEqual(['a', 'b'])
  })

  test('counts an unread message once, even if it is delivered several times', () => {
    const { groups } = stateAfter(
      page(group('a', 1, 2)),
      came('a', 3),
      came('a', 3),
      came('a', 4),
      came('a', 3),
    )
    expect(groups).toEqual([group('a', 4, 4)])
  })

  test('does not count a message that the loaded list already includes', () => {
    expect(stateAfter(page(group('a', 3, 1)), came('a', 3)).groups).toEqual([group('a', 3, 1)])
  })

  test("shows an own message under the other person's name, with nothing unread", () => {
    expect(stateAfter(page(group('a', 1, 2)), came('a', 3, true)).groups).toEqual([group('a', 3, 0, true)])
  })

  test('adds a conversation when its first message arrives', () => {
    expect(stateAfter(page(), came('a', 3)).groups).toEqual([group('a', 3, 1)])
  })

  test('ignores the rows of a loaded list that are older than what it knows', () => {
    const { groups } = stateAfter(page(group('a', 1)), came('a', 3), page(group('a', 1)))
    expect(groups).toEqual([group('a', 3, 1)])
  })

  test('keeps the loaded pages and the next cursor when the first page is loaded again', () => {
    const { groups, next } = stateAfter(
      { type: 'firstPageCame', groups: [group('c', 3)], next: 'second' },
      { type: 'nextPageCame', from: 'second', groups: [group('b', 2)], next: 'third' },
      { type: 'firstPageCame', groups: [group('a', 4)], next: 'second' },
    )
    expect([groups.map(({ uuid }) => uuid), next]).toEqual([['a', 'c', 'b'], 'third'])
  })

  test('ignores a page that arrives twice or late', () => {
    const page = (from: string, next: string): InboxEvent => ({
      type: 'nextPageCame',
      from,
      groups: [group(next, 1)],
      next,
    })
    const first: InboxEvent = { type: 'firstPageCame', groups: [group('c', 3)], next: 'second' }
    const state = stateAfter(first, page('second', 'third'), page('third', 'fourth'), page('second', 'third'))
    expect(state.next).toBe('fourth')
  })

  test('keeps its rows when it starts again from the first page after a cursor has expired', () => {
    const { groups, next } = stateAfter(
      { type: 'firstPageCame', groups: [group('c', 3)], next: 'second' },
      { type: 'nextPageCame', from: 'second', groups: [group('b', 2)], next: 'expired' },
      { type: 'begunAnew', groups: [group('d', 4), group('c', 3)], next: 'second again' },
    )
    expect([groups.map(({ uuid }) => uuid), next]).toEqual([['d', 'c', 'b'], 'second again'])
  })

  test('counts the unread conversations, with a plus sign if there may be more on the next page', () => {
    const first = (next: string | undefined, ...groups: Group[]) =>
      unreadText(stateAfter({ type: 'firstPageCame', groups, next }))
    expect([
      first(undefined, group('b', 2), group('a', 1)),
      first(undefined, group('b', 2, 3), group('a', 1, 1)),
      first('second', group('b', 2, 3), group('a', 1, 1)),
      first('second', group('b', 2, 3), group('a', 1)),
    ]).toEqual(['', '2', '2+', '1'])
  })

  test('counts up to 100 unread messages', () => {
    expect(stateAfter(page(group('a', 1, 100)), came('a', 2)).groups[0]?.unread_count).toBe(100)
  })

  test('truncates the preview of a message as the API does', () => {
    const long = came('a', 3) as InboxEvent & { type: 'messageCame' }
    const told = { ...long, message: { ...long.message, message: '🎉'.repeat(300) } }
    expect(stateAfter(told).groups[0]?.message).toBe('🎉'.repeat(200))
  })

  test('built from delivered messages is the same as the list that is loaded again', () => {
    const tellings = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(tellings, fc.infiniteStream(fc.boolean()), (all, isToldTwice) => {
        const events = all.map(([uuid, isOwn], index) => came(uuid, index + 10, isOwn))
        const twice = events.flatMap((event) => (isToldTwice.next().value ? [event, event] : [event]))
        const start = page(group('a', 1), group('b', 2), group('c', 3))
        const fetched = ['a', 'b', 'c'].map((uuid, index) => {
          const last = all.findLastIndex(([one]) => one === uuid)
          const lastOwn = all.findLastIndex(([one, isOwn]) => one === uuid && isOwn)
          const unread = all.filter(([one], at) => one === uuid && at > lastOwn).length
          return last < 0 ? group(uuid, index + 1) : group(uuid, last + 10, unread, last === lastOwn)
        })
        expect(stateAfter(start, ...twice).groups).toEqual(stateAfter(page(...fetched)).groups)
      }),
    )
  })
})
