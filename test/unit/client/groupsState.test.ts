import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  findGroup,
  type GroupsEvent,
  type GroupsState,
  groupsOf,
  noGroups,
  reduceGroups,
} from '../../../client/groupsState.ts'
import type { Group, Message } from '../../../client/types.ts'

const timeOf = (minute: number) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

const senderOf = (uuid: string, isOwn: boolean) =>
  isOwn
    ? { user_uuid: 'me', handle: 'me', display_name: 'Me' }
    : { user_uuid: uuid, handle: uuid, display_name: `Name ${uuid}` }

const group = (uuid: string, minute: number, changes: Partial<Group> = {}, isOwn = false): Group => ({
  uuid,
  kind: 'direct',
  state: 'inbox',
  user_uuid: uuid,
  is_marked_unread: false,
  muted_until: null,
  display_name: `Name ${uuid}`,
  handle: uuid,
  message: `message ${minute}`,
  created_at: timeOf(minute),
  last_message: { uuid: `uuid-${minute}`, ...senderOf(uuid, isOwn), revision: 0 },
  last_read_uuid: null,
  unread_count: 0,
  revision: 0,
  ...changes,
})

const received = (groupUuid: string, minute: number, isOwn = false): GroupsEvent => ({
  type: 'messageReceived',
  groupUuid,
  message: {
    uuid: `uuid-${minute}`,
    ...senderOf(groupUuid, isOwn),
    message: `message ${minute}`,
    created_at: timeOf(minute),
    revision: 0,
  },
  isOwn,
})

type Page = { next?: string; heldBefore?: GroupsState; isCut?: boolean }

const newest = (groups: Group[], { next, heldBefore = noGroups, isCut = false }: Page = {}): GroupsEvent => ({
  type: 'newestLoaded',
  list: 'inbox',
  groups,
  next,
  heldBefore,
  isCut,
})

const nextPage = (from: string, groups: Group[], next?: string): GroupsEvent => ({
  type: 'nextPageLoaded',
  list: 'inbox',
  from,
  groups,
  next,
})

const stateAfter = (...events: GroupsEvent[]) => events.reduce(reduceGroups, noGroups)
const listAfter = (...events: GroupsEvent[]) => groupsOf(stateAfter(...events), 'inbox')
const orderAfter = (...events: GroupsEvent[]) => listAfter(...events).map(({ uuid }) => uuid)

describe('a received message', () => {
  test('moves its conversation to the top, with its text and an unread count', () => {
    const groups = listAfter(newest([group('b', 2), group('a', 1)]), received('a', 3))
    expect(groups).toEqual([group('a', 3, { unread_count: 1 }), group('b', 2)])
  })

  test('is counted once, however often and late it is delivered', () => {
    const held = newest([group('a', 1, { unread_count: 2 })])
    const messages = [received('a', 3), received('a', 3), received('a', 4), received('a', 3)]
    expect(listAfter(held, ...messages)).toEqual([group('a', 4, { unread_count: 4 })])
  })

  test('is not counted if the loaded list includes it', () => {
    const held = group('a', 3, { unread_count: 1 })
    expect(listAfter(newest([held]), received('a', 3))).toEqual([held])
  })

  test("by the user is shown under the other person's name, with nothing unread", () => {
    const groups = listAfter(newest([group('a', 1, { unread_count: 2 })]), received('a', 3, true))
    expect(groups).toEqual([group('a', 3, { last_read_uuid: 'uuid-3' }, true)])
  })

  test('does not add a conversation that is not known: only the server knows with whom it is', () => {
    expect(listAfter(newest([]), received('a', 3))).toEqual([])
  })

  test.each(['request', 'blocked', 'declined'] as const)('is not counted in the list %s', (state) => {
    const after = stateAfter(newest([group('a', 1, { state })]), received('a', 2))
    expect(findGroup(after, 'a')).toEqual(group('a', 2, { state }))
  })

  test('is counted up to 100', () => {
    const [first] = listAfter(newest([group('a', 1, { unread_count: 100 })]), received('a', 2))
    expect(first?.unread_count).toBe(100)
  })

  test('has the preview that the API makes of it', () => {
    const event = received('a', 3) as GroupsEvent & { type: 'messageReceived' }
    const long = { ...event, message: { ...event.message, message: '🎉'.repeat(300) } }
    expect(listAfter(newest([group('a', 1)]), long)[0]?.message).toBe('🎉'.repeat(200))
  })
})

describe('a changed message', () => {
  const changed = (minute: number, changes: Partial<Message>): GroupsEvent => {
    const event = received('a', minute) as GroupsEvent & { type: 'messageReceived' }
    return { ...event, message: { ...event.message, ...changes } }
  }
  const held = group('a', 3, { unread_count: 1 })
  const edit = changed(3, { message: 'edited', revision: 1 })
  const deletion = changed(3, { message: '', revision: 2, deleted_at: timeOf(4) })
  const deleted = {
    ...held,
    message: '',
    last_message: { ...held.last_message, revision: 2, deleted_at: timeOf(4) },
  }

  test('that is the last one is shown, whenever and however often it arrives', () => {
    const edited = { ...held, message: 'edited', last_message: { ...held.last_message, revision: 1 } }
    expect(listAfter(newest([held]), edit)).toEqual([edited])
    expect(listAfter(newest([held]), edit, deletion)).toEqual([deleted])
    expect(listAfter(newest([held]), deletion, edit, received('a', 3))).toEqual([deleted])
  })

  test('that is not the last one changes nothing', () => {
    expect(listAfter(newest([held]), changed(2, { message: 'edited', revision: 1 }))).toEqual([held])
  })

  test('that was deleted before it arrived is not unread', () => {
    expect(listAfter(newest([group('a', 1)]), deletion)).toEqual([{ ...deleted, unread_count: 0 }])
  })

  test('stays in a row that was read from the table before, and replaces the one in a row with another revision', () => {
    const late = { type: 'groupLoaded', group: { ...held, revision: 1 } } as const
    expect(listAfter(newest([held]), deletion, late)).toEqual([{ ...deleted, revision: 1 }])
    const row = newest([{ ...held, revision: 9 }])
    expect(listAfter(row, { type: 'groupLoaded', group: deleted })).toEqual([{ ...deleted, revision: 9 }])
  })
})

describe('a group that is loaded', () => {
  const held = group('a', 3, { revision: 5, unread_count: 2 })

  test.each<[string, Partial<Group> & { minute: number }, boolean]>([
    ['has a newer last message', { minute: 4, revision: 5 }, true],
    ['has the same last message and a higher revision', { minute: 3, revision: 6 }, true],
    ['has the same last message and revision', { minute: 3, revision: 5 }, true],
    ['has the same last message and a lower revision', { minute: 3, revision: 4 }, false],
    ['has an older last message', { minute: 2, revision: 5 }, false],
  ])('that %s replaces the one that is held: %s', (_, { minute, ...changes }, replaces) => {
    const loaded = group('a', minute, { ...changes, unread_count: 1 })
    const events = [newest([held]), newest([loaded]), { type: 'groupLoaded', group: loaded } as const]
    for (const event of events.slice(1))
      expect(listAfter(newest([held]), event)).toEqual([replaces ? loaded : held])
  })

  test('with a higher revision and an older last message changes everything but the last message', () => {
    const loaded = group('a', 2, { revision: 6, state: 'archived', muted_until: timeOf(90), unread_count: 1 })
    const merged = { ...held, revision: 6, state: 'archived', muted_until: timeOf(90) }
    const state = stateAfter(newest([held]), { type: 'groupLoaded', group: loaded })
    expect([groupsOf(state, 'inbox'), groupsOf(state, 'archived')]).toEqual([[], [merged]])
  })

  test('with a lower revision and a newer last message changes only the last message', () => {
    const loaded = group('a', 4, { revision: 4, state: 'archived', unread_count: 3 })
    const merged = group('a', 4, { revision: 5, unread_count: 3 })
    expect(listAfter(newest([held]), { type: 'groupLoaded', group: loaded })).toEqual([merged])
  })

  test('is shown with the changes that are under way, until they have ended', () => {
    const change = { groupUuid: 'a', shown: { state: 'archived' } } as const
    const later = { groupUuid: 'a', shown: { is_marked_unread: true } }
    const before = stateAfter(newest([held]))
    const begun = [change, later].reduce(
      (state, one) => reduceGroups(state, { type: 'changeBegun', change: one }),
      before,
    )
    expect(groupsOf(begun, 'archived')).toEqual([{ ...held, state: 'archived', is_marked_unread: true }])
    const ended = reduceGroups(begun, { type: 'changeEnded', change })
    expect(groupsOf(ended, 'inbox')).toEqual([{ ...held, is_marked_unread: true }])
    expect(before.byUuid).toBe(ended.byUuid)
  })

  test('is not muted after the end of the mute, and muted again if the clock is set back', () => {
    const muted = { ...held, muted_until: timeOf(90) }
    const mutedAt = (minute: number) =>
      listAfter(newest([muted]), { type: 'timePassed', now: Date.parse(timeOf(minute)) })[0]?.muted_until
    expect([89, 90, 91, 89].map(mutedAt)).toEqual([timeOf(90), null, null, timeOf(90)])
  })

  test('does not restore the count of what was read on this device meanwhile', () => {
    const read: GroupsEvent = { type: 'markedRead', groupUuid: 'a', unreadCount: 0 }
    const late = newest([held])
    expect(listAfter(newest([held]), read, late)[0]?.unread_count).toBe(0)
    const later = newest([{ ...held, revision: 6, unread_count: 2 }]) // it was read before the mark, too
    expect(listAfter(newest([held]), read, later)[0]?.unread_count).toBe(0)
    const next = newest([group('a', 4, { revision: 6, unread_count: 1 })])
    expect(listAfter(newest([held]), read, late, next)[0]?.unread_count).toBe(1)
  })
})

describe('how far the user has read', () => {
  const lastReadAfter = (...events: GroupsEvent[]) => listAfter(...events)[0]?.last_read_uuid
  const sent = (minute: number, isOwn: boolean): GroupsEvent => {
    const { message, created_at, last_message } = group('a', minute, {}, isOwn)
    return {
      type: 'messageReceived',
      groupUuid: 'a',
      message: { ...last_message, message, created_at },
      isOwn,
    }
  }
  const loaded = newest([group('a', 3, { unread_count: 1, last_read_uuid: 'long ago' })])
  const read: GroupsEvent = { type: 'markedRead', groupUuid: 'a', unreadCount: 0 }

  test('is known without another response: up to what was marked on this device, and up to an own message', () => {
    expect(lastReadAfter(loaded)).toBe('long ago')
    expect(lastReadAfter(loaded, read)).toBe(group('a', 3).last_message.uuid)
    expect(lastReadAfter(loaded, read, loaded)).toBe(group('a', 3).last_message.uuid)
    expect(lastReadAfter(loaded, sent(4, true))).toBe(group('a', 4, {}, true).last_message.uuid)
    expect(lastReadAfter(loaded, read, sent(4, false))).toBe(group('a', 3).last_message.uuid)
    expect(lastReadAfter(loaded, { ...read, unreadCount: 1 })).toBe('long ago')
  })
})

describe('the list', () => {
  test('has the groups down to the end of its last page, and no older one that is known by chance', () => {
    const events = [
      newest([group('c', 30), group('b', 20)], { next: 'second' }),
      { type: 'groupLoaded', group: group('a', 10) } as const,
    ]
    expect(orderAfter(...events)).toEqual(['c', 'b'])
    expect(orderAfter(...events, nextPage('second', [group('a', 10)]))).toEqual(['c', 'b', 'a'])
  })

  test('that is loaded again ends where its loaded part ended', () => {
    const first = stateAfter(
      newest([group('c', 30)], { next: 'second' }),
      nextPage('second', [group('b', 20)], 'third'),
    )
    const again = newest([group('a', 40), group('c', 30)], { next: 'second again', heldBefore: first })
    const state = reduceGroups(first, again)
    expect(groupsOf(state, 'inbox').map(({ uuid }) => uuid)).toEqual(['a', 'c'])
    expect(state.lists.inbox?.next).toBe('second again')
  })

  test('keeps a page that was loaded while those before it were loaded again', () => {
    const before = stateAfter(newest([group('c', 30)], { next: 'second' }))
    const longer = reduceGroups(before, nextPage('second', [group('b', 20)], 'third'))
    const again = newest([group('a', 40), group('c', 30)], { next: 'second again', heldBefore: before })
    const state = reduceGroups(longer, again)
    expect(groupsOf(state, 'inbox').map(({ uuid }) => uuid)).toEqual(['a', 'c', 'b'])
    expect(state.lists.inbox?.next).toBe('third')
  })

  test('ignores where a page ends that arrives twice or late', () => {
    const { lists } = stateAfter(
      newest([group('d', 40)], { next: 'second' }),
      nextPage('second', [group('c', 30)], 'third'),
      nextPage('third', [group('b', 20)], 'fourth'),
      nextPage('second', [group('c', 30)], 'third'),
    )
    expect(lists.inbox?.next).toBe('fourth')
  })

  test('ends with the pages that were loaded again if too much has changed', () => {
    const first = stateAfter(
      newest([group('c', 30)], { next: 'second' }),
      nextPage('second', [group('b', 20)], 'third'),
    )
    const reset = newest([group('d', 40), group('c', 30)], {
      next: 'second again',
      heldBefore: first,
      isCut: true,
    })
    const state = reduceGroups(first, reset)
    expect(groupsOf(state, 'inbox').map(({ uuid }) => uuid)).toEqual(['d', 'c'])
    expect(state.lists.inbox?.next).toBe('second again')
  })

  test('loses the groups that are missing from the range of the pages that were loaded after a gap', () => {
    const first = stateAfter(newest([group('d', 40), group('c', 30), group('b', 20), group('a', 10)]))
    const again = newest([group('d', 40), group('b', 20)], { next: 'second', heldBefore: first })
    expect([...reduceGroups(first, again).byUuid.keys()].sort()).toEqual(['a', 'b', 'd'])
    const all = newest([group('d', 40), group('b', 20)], { heldBefore: first })
    expect(groupsOf(reduceGroups(first, all), 'inbox').map(({ uuid }) => uuid)).toEqual(['d', 'b'])
  })

  test('keeps a group that is missing from such a page but was changed by a frame after the request', () => {
    const before = stateAfter(newest([group('b', 20), group('a', 10)]))
    const changed = reduceGroups(before, received('a', 50))
    const again = newest([group('b', 20)], { heldBefore: before })
    expect(groupsOf(reduceGroups(changed, again), 'inbox').map(({ uuid }) => uuid)).toEqual(['a', 'b'])
  })

  test('that is built from frames is the same as the list that is loaded again', () => {
    const deliveries = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(deliveries, fc.infiniteStream(fc.boolean()), (all, isRepeated) => {
        const events = all.map(([uuid, isOwn], index) => received(uuid, index + 10, isOwn))
        const repeated = events.flatMap((event) => (isRepeated.next().value ? [event, event] : [event]))
        const start = newest([group('c', 3), group('b', 2), group('a', 1)])
        const loaded = ['a', 'b', 'c'].map((uuid, index) => {
          const last = all.findLastIndex(([one]) => one === uuid)
          const lastOwn = all.findLastIndex(([one, isOwn]) => one === uuid && isOwn)
          const unread_count = all.filter(([one], at) => one === uuid && at > lastOwn).length
          if (last < 0) return group(uuid, index + 1)
          const last_read_uuid = lastOwn < 0 ? null : `uuid-${lastOwn + 10}`
          return group(uuid, last + 10, { unread_count, last_read_uuid }, last === lastOwn)
        })
        expect(listAfter(start, ...repeated)).toEqual(listAfter(newest(loaded)))
      }),
    )
  })
})
