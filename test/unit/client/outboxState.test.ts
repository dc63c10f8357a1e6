import { describe, expect, test } from '@jest/globals'
import {
  changesOf,
  emptyOutbox,
  itemsOf,
  type OutboxEffect,
  type OutboxEvent,
  type OutboxState,
  reduceOutbox,
} from '../../../client/outboxState.ts'
import type { OutboxEntry } from '../../../client/storedData.ts'

const entry = (uuid: string, failure?: string): OutboxEntry => ({
  uuid,
  text: `text ${uuid}`,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...(failure ? { failure } : {}),
})

const [a, b, c] = [entry('a'), entry('b'), entry('c')]
const failedA = entry('a', 'message_blank')

const editOfA: OutboxEntry = { ...entry('edit'), kind: 'edit', messageUuid: 'a' }

const idle = (...entries: OutboxEntry[]): OutboxState => ({ ...emptyOutbox, entries })
const sending = (uuid: string, ...entries: OutboxEntry[]): OutboxState => ({
  ...emptyOutbox,
  entries,
  head: { name: 'sending', uuid },
})
/** An automatic retry. */
const repeating = (failures: number, uuid: string, ...entries: OutboxEntry[]): OutboxState => ({
  entries,
  head: { name: 'sending', uuid, code: 'unreachable' },
  failures,
})
const waiting = (failures: number, ...entries: OutboxEntry[]): OutboxState => ({
  entries,
  head: { name: 'waiting', code: 'unreachable' },
  failures,
})

/** The effects in short: `send a`, `put a`, `backoff 0`. */
const inShort = (effect: OutboxEffect): string => {
  switch (effect.type) {
    case 'send':
      return `send ${effect.entry.uuid}`
    case 'put':
      return `put ${effect.entry.uuid}${effect.entry.failure ? ` ${effect.entry.failure}` : ''}`
    case 'setTimer':
      return effect.retryAfterMs === undefined ? `backoff ${effect.failures}` : `wait ${effect.retryAfterMs}`
    case 'clearTimer':
      return 'clear timer'
  }
}

type Row = [state: OutboxState, event: OutboxEvent, next: OutboxState, effects: string[]]

const failed = (uuid: string, retryAfterMs?: number): OutboxEvent => ({
  type: 'failed',
  uuid,
  code: 'unreachable',
  retryAfterMs,
})

const transitions: Record<string, Row[]> = {
  'sends the first message at once, and the next ones after it': [
    [idle(), { type: 'stored', entries: [a, b] }, sending('a', a, b), ['send a']],
    [sending('a', a), { type: 'stored', entries: [a, b] }, sending('a', a, b), []],
    [sending('a', a, b), { type: 'sent', uuid: 'a' }, sending('b', b), ['send b']],
    [sending('b', b), { type: 'sent', uuid: 'b' }, idle(), []],
  ],
  'stops at a failure that may pass, and repeats it with backoff': [
    [sending('a', a, b), failed('a'), waiting(1, a, b), ['backoff 0']],
    [{ ...sending('a', a, b), failures: 1 }, failed('a'), waiting(2, a, b), ['backoff 1']],
    [waiting(1, a, b), { type: 'stored', entries: [a, b, c] }, waiting(1, a, b, c), []],
  ],
  'waits as long as the server says': [[sending('a', a), failed('a', 30_000), waiting(1, a), ['wait 30000']]],
  'goes on when the timer ends or the network is back': [
    [waiting(2, a, b), { type: 'resumed' }, repeating(2, 'a', a, b), ['clear timer', 'send a']],
    [repeating(2, 'a', a, b), { type: 'sent', uuid: 'a' }, sending('b', b), ['send b']],
    [sending('a', a, b), { type: 'resumed' }, sending('a', a, b), []],
    [idle(), { type: 'resumed' }, idle(), ['clear timer']],
  ],
  'counts no failures any more after a success': [
    [{ ...sending('a', a), failures: 2 }, { type: 'sent', uuid: 'a' }, idle(), []],
  ],
  'parks a message that the server refuses, and sends the next one': [
    [
      sending('a', a, b),
      { type: 'refused', uuid: 'a', code: 'message_blank' },
      sending('b', failedA, b),
      ['put a message_blank', 'send b'],
    ],
    [idle(), { type: 'stored', entries: [failedA] }, idle(failedA), []],
    [waiting(1, failedA, b), { type: 'resumed' }, repeating(1, 'b', failedA, b), ['clear timer', 'send b']],
  ],
  'forgets why an attempt failed when the person wants to send the message again': [
    [repeating(1, 'a', a), { type: 'retried', uuid: 'a' }, { ...sending('a', a), failures: 1 }, []],
  ],
  'sends a change after its message, and keeps it while the message has failed': [
    [sending('a', a, editOfA), { type: 'sent', uuid: 'a' }, sending('edit', editOfA), ['send edit']],
    [
      sending('a', a, editOfA, b),
      { type: 'refused', uuid: 'a', code: 'message_blank' },
      sending('b', failedA, editOfA, b),
      ['put a message_blank', 'send b'],
    ],
  ],
  'ends when the message is gone, or has another key': [
    [sending('a', b), { type: 'abandoned', uuid: 'a' }, sending('b', b), ['send b']],
    [sending('a'), { type: 'abandoned', uuid: 'a' }, idle(), []],
  ],
  'ignores the result of an attempt that is over': [
    [sending('b', b), failed('a'), sending('b', b), []],
    [waiting(1, b), failed('a'), waiting(1, b), []],
    [sending('b', b), { type: 'abandoned', uuid: 'a' }, sending('b', b), []],
    [sending('b', b), { type: 'sent', uuid: 'a' }, sending('b', b), []],
  ],
}

describe('the outbox', () => {
  test.each(Object.entries(transitions))('%s', (_, rows) => {
    const steps = rows.map(([state, event]) => reduceOutbox(state, event))
    expect(steps.map(({ state, effects }) => [state, effects.map(inShort)])).toEqual(
      rows.map(([, , next, effects]) => [next, effects]),
    )
  })

  test('sends a refused message again when the person wants it, and what is waiting at once', () => {
    const retried: OutboxEvent = { type: 'retried', uuid: 'a' }
    const steps = [idle(failedA), sending('b', failedA, b), waiting(1, a, b)].map((state) =>
      reduceOutbox(state, retried),
    )
    expect(steps.map(({ effects }) => effects.map(inShort))).toEqual([
      ['put a', 'clear timer', 'send a'],
      ['put a'],
      ['clear timer', 'send a'],
    ])
    expect(steps[1]?.state.entries[0]?.failure).toBeUndefined()
  })

  test('shows unsent messages as they were edited, and the changes', () => {
    const deletion: OutboxEntry = { ...entry('deletion'), text: '', kind: 'deletion', messageUuid: 'other' }
    const state = sending('a', a, editOfA, deletion)
    const { createdAt } = a
    expect(itemsOf(state)).toEqual([{ uuid: 'a', text: 'text edit', createdAt, state: 'sending' }])
    expect(changesOf(state)).toEqual([
      { id: 'edit', messageUuid: 'a', kind: 'edit', text: 'text edit', state: 'queued' },
      { id: 'deletion', messageUuid: 'other', kind: 'deletion', state: 'queued' },
    ])
  })

  test('shows the state of each message', () => {
    const states = [
      sending('b', failedA, b, c),
      waiting(1, failedA, b, c),
      repeating(1, 'b', failedA, b, c),
      idle(failedA),
    ]
    expect(states.map((state) => itemsOf(state).map((item) => [item.uuid, item.state, item.code]))).toEqual([
      [
        ['a', 'failed', 'message_blank'],
        ['b', 'sending', undefined],
        ['c', 'queued', undefined],
      ],
      [
        ['a', 'failed', 'message_blank'],
        ['b', 'waiting', 'unreachable'],
        ['c', 'waiting', 'unreachable'],
      ],
      [
        ['a', 'failed', 'message_blank'],
        ['b', 'sending', 'unreachable'],
        ['c', 'queued', 'unreachable'],
      ],
      [['a', 'failed', 'message_blank']],
    ])
  })
})
