/*
 * One socket, kept open: another follows when it is lost, and before its token expires. A pure state machine; socket.ts runs
 * its effects.
 */

const pingIntervalMs = 4 * 60_000 // API Gateway closes a socket that is silent for ten minutes
const pongTimeoutMs = 3000
const stableAfterMs = 60_000 // one that is lost sooner counts as a failure, so that the next one waits
const renewBeforeMs = 2 * 60_000

export type SocketState =
  /** Not started, or without a network. */
  | { name: 'idle' }
  /** `id` is the attempt: what an earlier one reports is ignored. */
  | { name: 'connecting'; id: number; failures: number }
  | { name: 'open'; id: number; failures: number; openedAt: number; isPinged: boolean }
  /** `id` still serves, while `next` connects with a new token. */
  | { name: 'handingOver'; id: number; next: number; failures: number; openedAt: number }
  | { name: 'waiting'; failures: number }
  | { name: 'stopped' }

type TimerName = 'retry' | 'ping' | 'pong' | 'renew'

export type SocketEvent =
  | { type: 'started'; isOnline: boolean }
  | { type: 'stopped' }
  | { type: 'wentOnline' }
  | { type: 'wentOffline' }
  /** The person looks at the page again: the socket may have died meanwhile. The server may know that nobody looked. */
  | { type: 'looked'; wasAway: boolean }
  | { type: 'opened'; id: number; at: number; expiresAt: number }
  /** It could not be opened, or was closed. */
  | { type: 'closed'; id: number; at: number }
  | { type: 'received'; id: number }
  | { type: 'timer'; name: TimerName }

export type SocketEffect =
  | { type: 'connect'; id: number }
  | { type: 'close'; id: number }
  /** `isBack` tells the server that somebody looks again. */
  | { type: 'ping'; id: number; isBack: boolean }
  | { type: 'setTimer'; name: Exclude<TimerName, 'retry'>; delayMs: number }
  | { type: 'setRetryTimer'; failures: number }
  | { type: 'clearTimer'; name: TimerName }
  /** From here on frames arrive: what was missed before is to be fetched. */
  | { type: 'fetchMissed' }

type Step = { state: SocketState; effects: SocketEffect[] }

export const idleSocket: SocketState = { name: 'idle' }

const timerNames: TimerName[] = ['retry', 'ping', 'pong', 'renew']
const clearTimers: SocketEffect[] = timerNames.map((name) => ({ type: 'clearTimer', name }))

const idsOf = (state: SocketState): number[] => {
  switch (state.name) {
    case 'connecting':
    case 'open':
      return [state.id]
    case 'handingOver':
      return [state.id, state.next]
    default:
      return []
  }
}

const closeAll = (state: SocketState): SocketEffect[] => [
  ...idsOf(state).map((id): SocketEffect => ({ type: 'close', id })),
  ...clearTimers,
]

const connect = (state: SocketState, id: number, failures: number): Step => ({
  state: { name: 'connecting', id, failures },
  effects: [...closeAll(state), { type: 'connect', id }],
})

const wait = (state: SocketState, failures: number): Step => ({
  state: { name: 'waiting', failures: failures + 1 },
  effects: [...closeAll(state), { type: 'setRetryTimer', failures }],
})

/** A socket that served for a while is replaced without counting a failure. */
const failuresOf = (state: SocketState & { openedAt: number; failures: number }, at: number): number =>
  at - state.openedAt >= stableAfterMs ? 0 : state.failures

const opened = (state: SocketState, { id, at, expiresAt }: SocketEvent & { type: 'opened' }): Step => ({
  state: {
    name: 'open',
    id,
    failures: 'failures' in state ? state.failures : 0,
    openedAt: at,
    isPinged: false,
  },
  effects: [
    ...clearTimers,
    ...idsOf(state)
      .filter((other) => other !== id)
      .map((other): SocketEffect => ({ type: 'close', id: other })),
    { type: 'setTimer', name: 'ping', delayMs: pingIntervalMs },
    {
      type: 'setTimer',
      name: 'renew',
      delayMs: Math.max(expiresAt - at - renewBeforeMs, stableAfterMs),
    },
    { type: 'fetchMissed' },
  ],
})

const ping = (state: SocketState, isBack = false): Step => {
  if (state.name !== 'open' || (state.isPinged && !isBack)) return { state, effects: [] }
  return {
    state: { ...state, isPinged: true },
    effects: [
      { type: 'ping', id: state.id, isBack },
      { type: 'setTimer', name: 'pong', delayMs: pongTimeoutMs },
    ],
  }
}

const received = (state: SocketState): Step => {
  if (state.name !== 'open' || !state.isPinged) return { state, effects: [] }
  return {
    state: { ...state, isPinged: false },
    effects: [
      { type: 'clearTimer', name: 'pong' },
      { type: 'setTimer', name: 'ping', delayMs: pingIntervalMs },
    ],
  }
}

const closed = (state: SocketState, { id, at }: SocketEvent & { type: 'closed' }): Step => {
  switch (state.name) {
    case 'connecting':
      return wait(state, state.failures)
    case 'open':
      return wait(state, failuresOf(state, at))
    case 'handingOver':
      // The new socket could not be opened: the old one serves on, and another attempt follows.
      if (id === state.next) {
        const { next: _, ...serving } = state
        return {
          state: { ...serving, name: 'open', isPinged: false },
          effects: [
            { type: 'setTimer', name: 'ping', delayMs: pingIntervalMs },
            { type: 'setTimer', name: 'renew', delayMs: pongTimeoutMs * 10 },
          ],
        }
      }
      return { state: { name: 'connecting', id: state.next, failures: 0 }, effects: clearTimers }
    default:
      return { state, effects: [] }
  }
}

const timer = (state: SocketState, name: TimerName, nextId: number): Step => {
  if (name === 'retry' && state.name === 'waiting') return connect(state, nextId, state.failures)
  if (name === 'ping') return ping(state)
  if (name === 'pong' && state.name === 'open' && state.isPinged) return connect(state, nextId, 0)
  if (name === 'renew' && state.name === 'open') {
    const { id, failures, openedAt } = state
    return {
      state: { name: 'handingOver', id, next: nextId, failures, openedAt },
      effects: [
        { type: 'clearTimer', name: 'ping' },
        { type: 'clearTimer', name: 'pong' },
        { type: 'connect', id: nextId },
      ],
    }
  }
  return { state, effects: [] }
}

/** `nextId` is the number of the next attempt, which no earlier attempt has. */
export const reduceSocket = (state: SocketState, event: SocketEvent, nextId: number): Step => {
  if (state.name === 'stopped' && event.type !== 'started') return { state, effects: [] }
  if ('id' in event && !idsOf(state).includes(event.id)) return { state, effects: [] }
  switch (event.type) {
    case 'started':
      if (state.name !== 'idle' && state.name !== 'stopped') return { state, effects: [] }
      return event.isOnline ? connect(state, nextId, 0) : { state: idleSocket, effects: [] }
    case 'stopped':
      return { state: { name: 'stopped' }, effects: closeAll(state) }
    case 'wentOffline':
      return { state: idleSocket, effects: closeAll(state) }
    case 'wentOnline':
      if (state.name !== 'idle' && state.name !== 'waiting') return { state, effects: [] }
      return connect(state, nextId, 0)
    case 'looked':
      if (state.name === 'waiting') return connect(state, nextId, state.failures)
      if (state.name === 'handingOver' && event.wasAway)
        return { state, effects: [{ type: 'ping', id: state.id, isBack: true }] } // it serves on if `next` fails
      return ping(state, event.wasAway)
    case 'opened':
      return opened(state, event)
    case 'closed':
      return closed(state, event)
    case 'received':
      return received(state)
    case 'timer':
      return timer(state, event.name, nextId)
  }
}

/** Whether frames arrive. */
export const isLive = ({ name }: SocketState): boolean => name === 'open' || name === 'handingOver'
