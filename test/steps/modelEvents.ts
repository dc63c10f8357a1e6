import fc from 'fast-check'

/* What can happen to a person with two tabs, and to the people with whom they write: random histories. */

export type TabNumber = 0 | 1
/** With whom a conversation is. Ann's and Dan's have begun, Cat's has not. `trip` is a group with all of them. */
export type Who = 'ann' | 'cat' | 'dan' | 'trip'

export const faults = {
  lost: 'lost',
  unreachable: 'unreachable',
  late: { lateMs: 3000 },
  internal: { status: 500, code: 'internal_error' },
  throttled: { status: 429, code: 'too_many_requests', retryAfterSeconds: 10 },
  unauthorized: { status: 401, code: 'unauthorized' },
  refused: { status: 403, code: 'account_suspended' },
} as const

/** What the user changes about a conversation, in a tab or elsewhere: on another device. */
export const memberChanges = {
  archive: { is_archived: true },
  unarchive: { is_archived: false },
  mute: { muted_until: 'later' },
  unmute: { muted_until: null },
  'mark unread': { is_marked_unread: true },
  accept: { request: 'accepted' },
  decline: { request: 'declined' },
} as const
export type MemberChange = keyof typeof memberChanges
export type BlockChange = 'block' | 'unblock'

export type OnConversation =
  | MemberChange
  | BlockChange
  | 'send'
  | 'send pictures'
  | 'cancel'
  | 'retry'
  | 'open'
  | 'close'
  | 'read'
  | 'type'
  | 'edit'
  | 'delete'
  | 'react'
  | 'reply'
  | 'begin a reply'
  | 'cancel a change'
  | 'load older'
  | 'load newer'
  | 'load newest'
  | 'load around'
export type OnTab =
  | 'load more'
  | 'open the lists'
  | 'load the blocks'
  | 'ask for requests'
  | 'rename the group'
  | 'leave the group'
  | 'show the members'
  | 'hide the members'
  | 'socket dies'
  | 'socket is cut'
  | 'look away'
  | 'look'
  | 'crash'
  | 'stop and start'
export type OnServer =
  | `${MemberChange | BlockChange} elsewhere`
  | 'blocks the user'
  | 'unblocks the user'
  | 'writes'
  | 'replies'
  | 'edits'
  | 'deletes'
  | 'reacts'
  | 'edit elsewhere'
  | 'delete elsewhere'
  | 'react elsewhere'
  | 'writes slowly'
  | 'reads'
  | 'is written to from another device'
  | 'is read on another device'
  | 'is partly read on another device'
type OnNetwork =
  | 'renames the group'
  | 'adds the user'
  | 'removes the user'
  | 'adds somebody'
  | 'removes somebody'
  | 'rename the group elsewhere'
  | 'somebody new writes'
  | 'ask for requests elsewhere'
  | 'stop asking for requests elsewhere'
  | 'offline'
  | 'online'
  | 'uploads expire'
  | 'frames go astray'
  | 'frames are late'
  | 'frames arrive'
  | 'sockets are refused'
  | 'sockets are accepted'

export type Event =
  | [OnConversation, TabNumber, Who]
  | [OnTab, TabNumber]
  | [OnServer, Who]
  | [OnNetwork]
  | ['fail', 'POST' | 'PUT' | 'GET' | 'PATCH' | 'DELETE' | 'UPLOAD', keyof typeof faults]
  | ['clock is ahead' | 'wait' | 'sleep', number]

const tab = fc.constantFrom<TabNumber>(0, 1)
const who = fc.constantFrom<Who>('ann', 'cat', 'dan', 'trip')
export const minute = 60_000

const onConversation = (...names: OnConversation[]) => fc.tuple(fc.constantFrom(...names), tab, who)
const onTab = (...names: OnTab[]) => fc.tuple(fc.constantFrom(...names), tab)
const onServer = (...names: OnServer[]) => fc.tuple(fc.constantFrom(...names), who)
const onNetwork = (...names: OnNetwork[]) => fc.tuple(fc.constantFrom(...names))

const failure = fc.tuple(
  fc.constant('fail' as const),
  fc.constantFrom('POST' as const, 'POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'UPLOAD'),
  fc.constantFrom(
    'lost' as const,
    'lost',
    'unreachable',
    'late',
    'internal',
    'throttled',
    'unauthorized',
    'refused',
  ),
)
const clock = fc.tuple(
  fc.constant('clock is ahead' as const),
  fc.constantFrom(0, -2000, 7 * minute, -26 * 60 * minute, 26 * 60 * minute),
)
const sleep = fc.tuple(fc.constant('sleep' as const), fc.constantFrom(20 * minute, 25 * 60 * minute))
const wait = fc.tuple(
  fc.constant('wait' as const),
  fc.constantFrom(1, 30, 200, 1000, 4000, 20_000, 5 * minute),
)

/** Changes of messages need messages: those of one conversation are more frequent. */
const whoMostly = fc.constantFrom<Who>('ann', 'ann', 'ann', 'cat', 'dan', 'trip')
const changesInTab: OnConversation[] = [
  'edit',
  'edit',
  'delete',
  'react',
  'react',
  'reply',
  'reply',
  'begin a reply',
  'cancel a change',
]
const changesElsewhere: OnServer[] = [
  'replies',
  'replies',
  'edits',
  'edits',
  'deletes',
  'deletes',
  'reacts',
  'edit elsewhere',
  'delete elsewhere',
  'react elsewhere',
]

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: onConversation('send', 'send', 'send', 'send pictures') },
  { weight: 1, arbitrary: onNetwork('uploads expire') },
  { weight: 6, arbitrary: onConversation('cancel', 'retry', 'open', 'close', 'read', 'type') },
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...changesInTab), tab, whoMostly) },
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...changesElsewhere), whoMostly) },
  {
    weight: 5,
    arbitrary: onConversation(
      'archive',
      'unarchive',
      'mute',
      'unmute',
      'mark unread',
      'accept',
      'decline',
      'block',
      'unblock',
    ),
  },
  {
    weight: 4,
    arbitrary: onServer(
      'archive elsewhere',
      'archive elsewhere',
      'unarchive elsewhere',
      'mute elsewhere',
      'unmute elsewhere',
      'mark unread elsewhere',
      'accept elsewhere',
      'decline elsewhere',
      'block elsewhere',
      'unblock elsewhere',
      'blocks the user',
      'unblocks the user',
      'unblocks the user',
    ),
  },
  { weight: 2, arbitrary: onTab('open the lists', 'open the lists', 'load the blocks', 'ask for requests') },
  {
    weight: 1,
    arbitrary: onNetwork(
      'somebody new writes',
      'ask for requests elsewhere',
      'stop asking for requests elsewhere',
    ),
  },
  {
    weight: 3,
    arbitrary: onNetwork(
      'renames the group',
      'adds the user',
      'adds the user',
      'removes the user',
      'adds somebody',
      'removes somebody',
      'rename the group elsewhere',
    ),
  },
  {
    weight: 2,
    arbitrary: onTab('rename the group', 'leave the group', 'show the members', 'hide the members'),
  },
  { weight: 3, arbitrary: onConversation('load older', 'load newer', 'load newest', 'load around') },
  {
    weight: 3,
    arbitrary: onTab(
      'load more',
      'socket dies',
      'socket is cut',
      'look away',
      'look',
      'crash',
      'stop and start',
    ),
  },
  {
    weight: 6,
    arbitrary: onServer(
      'writes',
      'writes',
      'writes slowly',
      'reads',
      'is written to from another device',
      'is read on another device',
      'is partly read on another device',
    ),
  },
  { weight: 5, arbitrary: failure },
  {
    weight: 4,
    arbitrary: onNetwork(
      'offline',
      'online',
      'online',
      'frames go astray',
      'frames are late',
      'frames are late',
      'frames arrive',
      'sockets are refused',
      'sockets are accepted',
    ),
  },
  { weight: 1, arbitrary: clock },
  { weight: 1, arbitrary: sleep },
  { weight: 6, arbitrary: wait },
)

export type History = {
  events: Event[]
  seed: number
  pageSize: number
  serverAheadMs: number
  hasLocks: boolean
  /** Whether Dan's conversation is a request at first. */
  isDanNew: boolean
  /** Whether both tabs have Ann's conversation open from the beginning. */
  isAnnOpen: boolean
}

export const history: fc.Arbitrary<History> = fc
  .record({
    events: fc.array(event, { maxLength: 40, size: 'max' }),
    seed: fc.nat(1000),
    pageSize: fc.constantFrom(100, 3),
    serverAheadMs: fc.constantFrom(0, 0, 40_000, -40_000, 5 * 60 * minute),
    hasLocks: fc.constantFrom(true, true, false),
    isDanNew: fc.boolean(),
    isAnnOpen: fc.boolean(),
  })
  .map((drawn) => {
    if (drawn.hasLocks) return drawn
    // Without locks, two tabs can give a message of a wrong clock two different keys.
    return { ...drawn, serverAheadMs: 0, events: drawn.events.filter(([name]) => name !== 'clock is ahead') }
  })
