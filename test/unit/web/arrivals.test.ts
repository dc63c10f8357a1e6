import { describe, expect, test } from '@jest/globals'
import type { Group } from '../../../client/types.ts'
import { type Arrivals, isOutOfDate, noteArrivals } from '../../../web/src/notifications/arrivals.ts'

const own = 'ben'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 3, 9, minutes)).toISOString()

type RowChanges = Partial<Omit<Group, 'last_message'>> & { last_message?: Partial<Group['last_message']> }

/** A conversation of Ben whose last message Ann wrote at nine, and which he has read. */
const aRow = ({ last_message, ...changes }: RowChanges = {}): Group => ({
  uuid: 'with ann',
  kind: 'direct',
  state: 'inbox',
  user_uuid: 'ann',
  display_name: 'Ann Abel',
  handle: 'ann',
  message: 'Hello',
  created_at: at(0),
  last_message: {
    uuid: 'hello',
    user_uuid: 'ann',
    handle: 'ann',
    display_name: 'Ann Abel',
    revision: 1,
    ...last_message,
  },
  last_read_uuid: null,
  unread_count: 0,
  is_marked_unread: false,
  muted_until: null,
  revision: 1,
  ...changes,
})

/** Ann has written at five past nine. */
const news: RowChanges = { created_at: at(5), message: 'Hi', unread_count: 1, last_message: { uuid: 'hi' } }

/** What is to be done at the start, and after each change of the conversations. */
const allNoticesOf = (...steps: Group[][]) => {
  let arrivals: Arrivals | undefined
  return steps.map((groups) => {
    const noted = noteArrivals(arrivals, groups, own)
    arrivals = noted.arrivals
    const { show, update, close } = noted.notices
    return { show: show.map(({ message }) => message), update: update.map(({ message }) => message), close }
  })
}

const noticesOf = (...steps: Group[][]) => allNoticesOf(...steps).slice(1)

const nothing = { show: [], update: [], close: [] }

describe('in a group', () => {
  const trip = (changes: RowChanges = {}) => aRow({ kind: 'named', title: 'Trip', ...changes })
  const event = { type: 'left', user_uuid: 'cat', handle: 'cat', display_name: 'Cat' } as const
  const left: RowChanges = { ...news, created_at: at(6), last_message: { uuid: 'left', event } }

  test('an event is not shown, and what was shown before stays', () => {
    expect(noticesOf([trip()], [trip(news)], [trip(left)])).toEqual([{ ...nothing, show: ['Hi'] }, nothing])
  })

  test('a message of a blocked person is not shown', () => {
    const { arrivals } = noteArrivals(undefined, [trip()], own)
    const shownIf = (blocked: string[], row: Group) =>
      noteArrivals(arrivals, [row], own, new Set(blocked)).notices.show.length
    expect([shownIf([], trip(news)), shownIf(['ann'], trip(news))]).toEqual([1, 0])
  })
})

describe('a notification is shown', () => {
  test('of a new message, once', () => {
    expect(noticesOf([aRow()], [aRow(news)], [aRow(news)])).toEqual([{ ...nothing, show: ['Hi'] }, nothing])
  })

  test('of each message that follows', () => {
    const next = { created_at: at(6), message: 'Are you there?', unread_count: 2 }
    const steps = [[aRow()], [aRow(news)], [aRow({ ...next, last_message: { uuid: 'there' } })]]
    expect(noticesOf(...steps).map(({ show }) => show)).toEqual([['Hi'], ['Are you there?']])
  })

  test('of the first message of a conversation', () => {
    expect(noticesOf([], [aRow(news)])).toEqual([{ ...nothing, show: ['Hi'] }])
    const other = aRow({ uuid: 'with cat' })
    expect(noticesOf([other], [other, aRow(news)])).toEqual([{ ...nothing, show: ['Hi'] }])
  })

  test('of a message that brings a conversation back from the archive', () => {
    expect(noticesOf([aRow({ state: 'archived' })], [aRow(news)])).toEqual([{ ...nothing, show: ['Hi'] }])
  })

  test('of the newest messages after a long gap', () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}`)
    const before = names.map((uuid) => aRow({ uuid }))
    const after = names.map((uuid, index) =>
      aRow({ ...news, uuid, created_at: at(30 - index), message: `Hi ${uuid}` }),
    )
    const [{ show, update, close } = nothing] = noticesOf(before, after)
    expect(show).toEqual(['Hi 4', 'Hi 3', 'Hi 2', 'Hi 1', 'Hi 0'])
    // Notifications of the others may show older messages.
    expect([update.length, close]).toEqual([7, []])
  })
})

describe('no notification is shown', () => {
  test('of what was unread at the start', () => {
    expect(allNoticesOf([aRow(news)], [aRow(news)]).map(({ show }) => show)).toEqual([[], []])
  })

  test.each<[string, RowChanges]>([
    ['that is muted', { muted_until: at(60) }],
    ['that is a request', { state: 'request' }],
    ['that is blocked', { state: 'blocked' }],
    ['that was declined', { state: 'declined' }],
  ])('of a message in a conversation %s, now or later', (_, changes) => {
    const steps = [[aRow(changes)], [aRow({ ...news, ...changes })], [aRow(news)]]
    expect(noticesOf(...steps)).toEqual([nothing, nothing])
  })

  test.each<[string, RowChanges]>([
    ['is their own', { unread_count: 0, last_message: { uuid: 'hi', user_uuid: own } }],
    ['was deleted before it arrived', { message: '', last_message: { uuid: 'hi', deleted_at: at(5) } }],
    ['was read before it arrived', { unread_count: 0 }],
  ])('of a message that %s', (_, changes) => {
    expect(noticesOf([aRow()], [aRow({ ...news, ...changes })])).toEqual([nothing])
  })

  test.each<[string, RowChanges]>([
    ['marks a conversation as unread', { is_marked_unread: true }],
    ['takes back that a conversation was read', { unread_count: 1 }],
    ['changes a name', { display_name: 'Annie', revision: 2 }],
  ])('when the user or the other person %s', (_, changes) => {
    expect(noticesOf([aRow()], [aRow(changes)])).toEqual([nothing])
  })

  test('of a conversation that becomes known later and has nothing new', () => {
    const newer = aRow({ uuid: 'with cat', created_at: at(10) })
    expect(noticesOf([newer], [newer, aRow({ unread_count: 3 })])).toEqual([nothing])
  })
})

describe('a notification that is shown', () => {
  test('changes when its message is edited', () => {
    const edited = aRow({ ...news, message: 'Hi, Ben', last_message: { uuid: 'hi', revision: 2 } })
    expect(noticesOf([aRow()], [aRow(news)], [edited])[1]).toEqual({ ...nothing, update: ['Hi, Ben'] })
  })

  test.each<[string, RowChanges]>([
    ['was read', { unread_count: 0 }],
    ['was answered', { unread_count: 0, created_at: at(6), last_message: { uuid: 'yes', user_uuid: own } }],
    ['has no text any more', { message: '', last_message: { uuid: 'hi', deleted_at: at(6), revision: 2 } }],
    ['is muted', { muted_until: at(60) }],
    ['is blocked', { state: 'blocked', unread_count: 0 }],
    ['is archived', { state: 'archived' }],
  ])('is closed when the conversation %s', (_, changes) => {
    const steps = [[aRow()], [aRow(news)], [aRow({ ...news, ...changes })]]
    expect(noticesOf(...steps)[1]).toEqual({ ...nothing, close: ['with ann'] })
  })

  test('is closed at the next start if the conversation was read meanwhile, or else shows its last message', () => {
    expect(allNoticesOf([aRow(), aRow({ ...news, uuid: 'with cat' })])).toEqual([
      { ...nothing, update: ['Hi'], close: ['with ann'] },
    ])
  })

  test('is closed when the conversation is gone', () => {
    expect(noticesOf([aRow()], [aRow(news)], [])[1]).toEqual({ ...nothing, close: ['with ann'] })
  })
})

describe('the notification of a push message', () => {
  const pushed = { groupUuid: 'with ann', message: { uuid: 'hi', created_at: at(5) } }
  const newer = { ...news, created_at: at(6), last_message: { uuid: 'newer' } }

  test.each<[string, Group[], boolean]>([
    ['of a message that is not known yet', [aRow()], false],
    ['of a conversation that is not known yet', [], false],
    ['of an unread message', [aRow(news)], false],
    ['of a message before an unread one', [aRow(newer)], false],
    ['of a message that was read', [aRow({ ...news, unread_count: 0 })], true],
    ['of a message before one that was read', [aRow({ ...newer, unread_count: 0 })], true],
    [
      'of a message that was answered',
      [aRow({ ...newer, unread_count: 0, last_message: { user_uuid: own } })],
      true,
    ],
    ['of a conversation that was muted', [aRow({ ...news, muted_until: '9999-12-31T00:00:00.000Z' })], true],
  ])('%s is out of date or not', (_, groups, expected) => {
    expect(isOutOfDate(pushed, groups, own)).toBe(expected)
  })
})
