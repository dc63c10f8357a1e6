import { describe, expect, test } from '@jest/globals'
import {
  isLive,
  reduceSocket,
  type SocketEffect,
  type SocketEvent,
  type SocketState,
} from '../../../client/socketState.ts'

const minute = 60_000
const nextId = 9

const idle: SocketState = { name: 'idle' }
const stopped: SocketState = { name: 'stopped' }
const connecting: SocketState = { name: 'connecting', id: 1, failures: 2 }
const open: SocketState = { name: 'open', id: 1, failures: 2, openedAt: 0, isPinged: false }
const pinged: SocketState = { ...open, isPinged: true }
const handingOver: SocketState = { name: 'handingOver', id: 1, next: 2, failures: 2, openedAt: 0 }
const waiting: SocketState = { name: 'waiting', failures: 3 }
const looked: SocketEvent = { type: 'looked', wasAway: false }

const opened = (id: number): SocketEvent => ({ type: 'opened', id, at: 0, expiresAt: 60 * minute })
const closed = (id: number, at = 0): SocketEvent => ({ type: 'closed', id, at })
const timer = (name: 'retry' | 'ping' | 'pong' | 'renew'): SocketEvent => ({ type: 'timer', name })

/** The effects in short: `connect 9`, `set ping 240`. Clearing timers is left out. */
const inShort = (effect: SocketEffect): string[] => {
  switch (effect.type) {
    case 'setTimer':
      return [`set ${effect.name} ${effect.delayMs / 1000}`]
    case 'setRetryTimer':
      return [`retry after ${effect.failures} failures`]
    case 'clearTimer':
      return []
    case 'fetchMissed':
      return ['fetch missed']
    case 'ping':
      return [`ping ${effect.id}${effect.isBack ? ' back' : ''}`]
    default:
      return [`${effect.type} ${effect.id}`]
  }
}

type Row = [state: SocketState, event: SocketEvent, next: SocketState, effects: string[]]

const connectingAnew = (failures: number): SocketState => ({ name: 'connecting', id: nextId, failures })

const transitions: Record<string, Row[]> = {
  'starts when there is a network': [
    [idle, { type: 'started', isOnline: true }, connectingAnew(0), ['connect 9']],
    [idle, { type: 'started', isOnline: false }, idle, []],
    [stopped, { type: 'started', isOnline: true }, connectingAnew(0), ['connect 9']],
    [open, { type: 'started', isOnline: true }, open, []],
  ],
  'is stopped in every state, and stays so': [
    [connecting, { type: 'stopped' }, stopped, ['close 1']],
    [open, { type: 'stopped' }, stopped, ['close 1']],
    [handingOver, { type: 'stopped' }, stopped, ['close 1', 'close 2']],
    [waiting, { type: 'stopped' }, stopped, []],
    [stopped, opened(1), stopped, []],
    [stopped, { type: 'wentOnline' }, stopped, []],
    [stopped, timer('retry'), stopped, []],
  ],
  'fetches what was missed as soon as it is open': [
    [connecting, opened(1), { ...open, openedAt: 0 }, ['set ping 240', 'set renew 3480', 'fetch missed']],
  ],
  'is closed while there is no network, and opened at once when there is': [
    [connecting, { type: 'wentOffline' }, idle, ['close 1']],
    [open, { type: 'wentOffline' }, idle, ['close 1']],
    [handingOver, { type: 'wentOffline' }, idle, ['close 1', 'close 2']],
    [waiting, { type: 'wentOffline' }, idle, []],
    [idle, { type: 'wentOnline' }, connectingAnew(0), ['connect 9']],
    [waiting, { type: 'wentOnline' }, connectingAnew(0), ['connect 9']],
    [open, { type: 'wentOnline' }, open, []],
    [connecting, { type: 'wentOnline' }, connecting, []],
  ],
  'is opened again with backoff after it was lost': [
    [connecting, closed(1), waiting, ['close 1', 'retry after 2 failures']],
    [open, closed(1, minute - 1), waiting, ['close 1', 'retry after 2 failures']],
    [waiting, timer('retry'), connectingAnew(3), ['connect 9']],
  ],
  'counts no failure if it was open for a minute': [
    [open, closed(1, minute), { name: 'waiting', failures: 1 }, ['close 1', 'retry after 0 failures']],
  ],
  'is pinged from time to time and when the person looks, and replaced if it does not answer': [
    [open, timer('ping'), pinged, ['ping 1', 'set pong 3']],
    [open, looked, pinged, ['ping 1', 'set pong 3']],
    [pinged, looked, pinged, []],
    [pinged, { type: 'received', id: 1 }, open, ['set ping 240']],
    [open, { type: 'received', id: 1 }, open, []],
    [pinged, timer('pong'), connectingAnew(0), ['close 1', 'connect 9']],
    [open, timer('pong'), open, []],
  ],
  'is opened when the person looks, without waiting': [
    [waiting, looked, connectingAnew(3), ['connect 9']],
    [connecting, looked, connecting, []],
    [idle, looked, idle, []],
  ],
  'tells with a ping that the person is back, also if another ping is not answered yet': [
    [open, { type: 'looked', wasAway: true }, pinged, ['ping 1 back', 'set pong 3']],
    [pinged, { type: 'looked', wasAway: true }, pinged, ['ping 1 back', 'set pong 3']],
    [handingOver, { type: 'looked', wasAway: true }, handingOver, ['ping 1 back']],
    [waiting, { type: 'looked', wasAway: true }, connectingAnew(3), ['connect 9']],
  ],
  'serves until another with a new token has replaced it': [
    [open, timer('renew'), { ...handingOver, next: nextId }, ['connect 9']],
    [
      handingOver,
      opened(2),
      { ...open, id: 2 },
      ['close 1', 'set ping 240', 'set renew 3480', 'fetch missed'],
    ],
    [handingOver, closed(2), open, ['set ping 240', 'set renew 30']],
    [handingOver, closed(1), { name: 'connecting', id: 2, failures: 0 }, []],
  ],
  'ignores what earlier sockets and timers report': [
    [open, closed(7), open, []],
    [connecting, opened(7), connecting, []],
    [idle, closed(1), idle, []],
    [pinged, { type: 'received', id: 7 }, pinged, []],
    [connecting, timer('retry'), connecting, []],
    [connecting, timer('renew'), connecting, []],
    [connecting, timer('ping'), connecting, []],
  ],
}

describe('the socket', () => {
  test.each(Object.entries(transitions))('%s', (_, rows) => {
    const steps = rows.map(([state, event]) => reduceSocket(state, event, nextId))
    expect(steps.map(({ state, effects }) => [state, effects.flatMap(inShort)])).toEqual(
      rows.map(([, , next, effects]) => [next, effects]),
    )
  })

  test('has no timer left when it is stopped, offline or waits', () => {
    const events: SocketEvent[] = [{ type: 'stopped' }, { type: 'wentOffline' }, closed(1)]
    for (const event of events) {
      const { effects } = reduceSocket(open, event, nextId)
      const cleared = effects.flatMap((effect) => (effect.type === 'clearTimer' ? [effect.name] : []))
      expect(cleared.sort()).toEqual(['ping', 'pong', 'renew', 'retry'])
    }
  })

  test('gets a new token a minute after it was opened at the earliest', () => {
    const { effects } = reduceSocket(connecting, { ...opened(1), expiresAt: 0 } as SocketEvent, nextId)
    expect(effects.flatMap(inShort)).toContain('set renew 60')
  })

  test('is live while it is open, also while another is about to replace it', () => {
    const states = [idle, connecting, open, handingOver, waiting, stopped]
    expect(states.map(isLive)).toEqual([false, false, true, true, false, false])
  })
})
