import fc from 'fast-check'

/* What can happen to a person with two tabs, and to the people with whom they write: random histories. */

export type TabNumber = 0 | 1
/** With whom a conversation is. Ann's and Dan's have begun, Cat's has not. */
export type Who = 'ann' | 'cat' | 'dan'

export const faults = {
  lost: 'lost',
  unreachable: 'unreachable',
  late: { lateMs: 3000 },
  internal: { status: 500, code: 'internal_error' },
  throttled: { status: 429, code: 'too_many_requests', retryAfterSeconds: 10 },
  unauthorized: { status: 401, code: 'unauthorized' },
  refused: { status: 403, code: 'account_suspended' },
} as const

export type OnConversation =
  | 'send'
  | 'cancel'
  | 'retry'
  | 'open'
  | 'close'
  | 'read'
  | 'type'
  | 'load older'
  | 'load newer'
  | 'load newest'
  | 'load around'
export type OnTab =
  | 'load more'
  | 'socket dies'
  | 'socket is cut'
  | 'look away'
  | 'look'
  | 'crash'
  | 'stop and start'
export type OnServer =
  | 'writes'
  | 'writes slowly'
  | 'reads'
  | 'is written to from another device'
  | 'is read on another device'
  | 'is partly read on another device'
type OnNetwork =
  | 'offline'
  | 'online'
  | 'frames go astray'
  | 'frames arrive'
  | 'sockets are refused'
  | 'sockets are accepted'

export type Event =
  | [OnConversation, TabNumber, Who]
  | [OnTab, TabNumber]
  | [OnServer, Who]
  | [OnNetwork]
  | ['fail', 'POST' | 'PUT' | 'GET', keyof typeof faults]
  | ['clock is ahead' | 'wait' | 'sleep', number]

const tab = fc.constantFrom<TabNumber>(0, 1)
const who = fc.constantFrom<Who>('ann', 'cat', 'dan')
export const minute = 60_000

const onConversation = (...names: OnConversation[]) => fc.tuple(fc.constantFrom(...names), tab, who)
const onTab = (...names: OnTab[]) => fc.tuple(fc.constantFrom(...names), tab)
const onServer = (...names: OnServer[]) => fc.tuple(fc.constantFrom(...names), who)
const onNetwork = (...names: OnNetwork[]) => fc.tuple(fc.constantFrom(...names))

const failure = fc.tuple(
  fc.constant('fail' as const),
  fc.constantFrom('POST' as const, 'POST', 'GET', 'PUT'),
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

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: onConversation('send') },
  { weight: 6, arbitrary: onConversation('cancel', 'retry', 'open', 'close', 'read', 'type') },
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
}

export const history: fc.Arbitrary<History> = fc
  .record({
    events: fc.array(event, { maxLength: 40, size: 'max' }),
    seed: fc.nat(1000),
    pageSize: fc.constantFrom(100, 3),
    serverAheadMs: fc.constantFrom(0, 0, 40_000, -40_000, 5 * 60 * minute),
    hasLocks: fc.constantFrom(true, true, false),
  })
  .map((drawn) => {
    if (drawn.hasLocks) return drawn
    // Without locks, two tabs can give a message of a wrong clock two different keys.
    return { ...drawn, serverAheadMs: 0, events: drawn.events.filter(([name]) => name !== 'clock is ahead') }
  })
