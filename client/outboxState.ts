import type { OutboxEntry } from './storedData.ts'
import type { ChangeItem, OutboxItem, Quote } from './types.ts'

/*
 * The unsent messages and changes of one conversation, which are sent one after the other in the order in which they were
 * made. A pure state machine; outbox.ts runs its effects.
 */

export type OutboxState = {
  entries: readonly OutboxEntry[]
  /** What happens to the first entry that can be sent. */
  head:
    | { name: 'idle' }
    /** `code`: why the last attempt failed, if this one repeats it automatically. */
    | { name: 'sending'; uuid: string; code?: string | undefined }
    /** The last attempt failed, and is repeated when the timer ends. */
    | { name: 'waiting'; code: string }
  /** How many attempts in a row failed. */
  failures: number
}

export type OutboxEvent =
  /** What is stored now: at the start, after an entry was added, and when another tab has changed it. */
  | { type: 'stored'; entries: OutboxEntry[] }
  | { type: 'sent'; uuid: string }
  /** The server will not accept the message as it is. */
  | { type: 'refused'; uuid: string; code: string }
  /** The message is not sent, and the same request may succeed later. */
  | { type: 'failed'; uuid: string; code: string; retryAfterMs?: number | undefined }
  /** An attempt ended without a result: the entry is gone, or has another key now. */
  | { type: 'abandoned'; uuid: string }
  /** The person wants to send this one again. */
  | { type: 'retried'; uuid: string }
  /** The network is back, the timer has ended, or the messenger has started. */
  | { type: 'resumed' }

export type OutboxEffect =
  | { type: 'send'; entry: OutboxEntry }
  | { type: 'put'; entry: OutboxEntry }
  | { type: 'setTimer'; failures: number; retryAfterMs: number | undefined }
  | { type: 'clearTimer' }

type Step = { state: OutboxState; effects: OutboxEffect[] }

export const emptyOutbox: OutboxState = { entries: [], head: { name: 'idle' }, failures: 0 }

/** The first entry that can be sent: it has not failed, and does not change a message that is not sent yet. */
export const nextIn = (entries: readonly OutboxEntry[]): OutboxEntry | undefined =>
  entries.find(
    ({ failure, messageUuid }) => failure === undefined && !entries.some(({ uuid }) => uuid === messageUuid),
  )

/** Sends the next entry, if there is one. */
const sendNext = (state: OutboxState, effects: OutboxEffect[] = [], code?: string): Step => {
  const entry = nextIn(state.entries)
  if (!entry) return { state: { ...state, head: { name: 'idle' } }, effects }
  return {
    state: { ...state, head: { name: 'sending', uuid: entry.uuid, code } },
    effects: [...effects, { type: 'send', entry }],
  }
}

const without = (state: OutboxState, uuid: string): OutboxState => ({
  ...state,
  entries: state.entries.filter((entry) => entry.uuid !== uuid),
})

const withChange = (state: OutboxState, uuid: string, changes: Partial<OutboxEntry>) => {
  const change = (entry: OutboxEntry) => (entry.uuid === uuid ? { ...entry, ...changes } : entry)
  const entries = state.entries.map(change)
  const entry = entries.find((one) => one.uuid === uuid)
  const effects: OutboxEffect[] = entry ? [{ type: 'put', entry }] : []
  return { state: { ...state, entries }, effects }
}

export const reduceOutbox = (state: OutboxState, event: OutboxEvent): Step => {
  const { head } = state
  // The result of an attempt that is not the current one is stale.
  const isCurrent = head.name === 'sending' && 'uuid' in event && event.uuid === head.uuid
  switch (event.type) {
    case 'stored': {
      const next = { ...state, entries: event.entries }
      return head.name === 'idle' ? sendNext(next) : { state: next, effects: [] }
    }
    case 'sent': {
      const next = { ...without(state, event.uuid), failures: 0 }
      return isCurrent ? sendNext(next) : { state: next, effects: [] }
    }
    case 'refused': {
      const { state: next, effects } = withChange({ ...state, failures: 0 }, event.uuid, {
        failure: event.code,
      })
      return isCurrent ? sendNext(next, effects) : { state: next, effects }
    }
    case 'failed': {
      if (!isCurrent) return { state, effects: [] }
      const { code, retryAfterMs } = event
      return {
        state: { ...state, head: { name: 'waiting', code }, failures: state.failures + 1 },
        effects: [{ type: 'setTimer', failures: state.failures, retryAfterMs }],
      }
    }
    case 'abandoned':
      return isCurrent ? sendNext(state) : { state, effects: [] }
    case 'retried': {
      const isFailed = state.entries.some(({ uuid, failure }) => uuid === event.uuid && failure !== undefined)
      const { state: next, effects } = isFailed
        ? withChange(state, event.uuid, { failure: undefined, isKeyReplaced: false })
        : { state, effects: [] }
      if (head.name === 'sending') {
        return { state: { ...next, head: { ...head, code: undefined } }, effects }
      }
      return sendNext(next, [...effects, { type: 'clearTimer' }])
    }
    case 'resumed':
      if (head.name === 'sending') return { state, effects: [] }
      return sendNext(state, [{ type: 'clearTimer' }], head.name === 'waiting' ? head.code : undefined)
  }
}

const stateOf = (
  { head }: OutboxState,
  { uuid, failure }: OutboxEntry,
): Pick<OutboxItem, 'state' | 'code'> => {
  if (failure !== undefined) return { state: 'failed', code: failure }
  if (head.name === 'idle') return { state: 'queued' }
  const code = head.code === undefined ? {} : { code: head.code }
  if (head.name === 'waiting') return { ...code, state: 'waiting' }
  return { ...code, state: head.uuid === uuid ? 'sending' : 'queued' }
}

/** The unsent messages as people see them: as edited. */
export const itemsOf = (state: OutboxState, quote = (uuid: string): Quote => ({ uuid })): OutboxItem[] =>
  state.entries
    .filter(({ kind }) => kind === undefined)
    .map((entry) => {
      const { uuid, text, createdAt, replyTo, attachments } = entry
      const edit = state.entries.findLast(({ kind, messageUuid }) => kind === 'edit' && messageUuid === uuid)
      return {
        uuid,
        text: edit?.text ?? text,
        createdAt,
        ...stateOf(state, entry),
        ...(replyTo === undefined ? {} : { replyTo: quote(replyTo) }),
        ...(attachments && { attachments }),
      }
    })

/** The changes as people see them. */
export const changesOf = (state: OutboxState): ChangeItem[] =>
  state.entries.flatMap((entry) => {
    const { uuid: id, kind, messageUuid, text, emoji } = entry
    if (!kind || !messageUuid) return []
    const fields = { ...(kind === 'edit' ? { text } : {}), ...(emoji === undefined ? {} : { emoji }) }
    return [{ id, messageUuid, kind, ...fields, ...stateOf(state, entry) }]
  })
