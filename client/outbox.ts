import { backoffMs } from './backoff.ts'
import { createDelivery, type DeliveryContext, type DeliveryTarget } from './delivery.ts'
import { withLock } from './locks.ts'
import {
  emptyOutbox,
  type OutboxEffect,
  type OutboxEvent,
  type OutboxState,
  reduceOutbox,
} from './outboxState.ts'
import { createStore } from './store.ts'
import type { OutboxEntry } from './storedData.ts'
import type { Message, Store } from './types.ts'

export type OutboxContext = DeliveryContext & { isStarted: () => boolean }

export type Outbox = {
  state: Store<OutboxState>
  /** Adds a message or a change, which replaces others. Returns its key. */
  add: (fields: Omit<OutboxEntry, 'uuid' | 'createdAt'>, replaced?: readonly OutboxEntry[]) => string
  /** Removes a message with its changes, or a change. Returns its text. */
  cancel: (uuid: string) => string
  dispatch: (event: OutboxEvent) => void
  /** Reads again what is stored. */
  reload: () => void
  /**
   * A message was received, so the server has stored it: removes it, also if its response is late or lost. If it is deleted,
   * removes its changes.
   */
  received: (message: Message) => void
  /** The API can be reached. A message that was throttled waits as long as the server said. */
  resume: () => void
  stop: () => void
}

/** Runs the effects of outboxState.ts: requests, the storage and the timer. */
export const createOutbox = (context: OutboxContext, target: DeliveryTarget): Outbox => {
  const { platform, clock, stored, isStarted } = context
  const { id } = target
  const { attempt, newKey, newEditKey, remove } = createDelivery(context, target)
  const state = createStore<OutboxState>({ ...emptyOutbox, entries: stored.outbox(id()) })
  let timer: unknown
  /** Ends the uploads of the attempt that is under way. */
  let attempting = new AbortController()

  const dispatch = (event: OutboxEvent) => {
    const step = reduceOutbox(state.get(), event)
    state.set(step.state)
    abortCancelled()
    for (const effect of step.effects) run(effect)
  }

  const abortCancelled = () => {
    const { head, entries } = state.get()
    if (head.name === 'sending' && !entries.some(({ uuid }) => uuid === head.uuid)) attempting.abort()
  }

  const reload = () => dispatch({ type: 'stored', entries: stored.outbox(id()) })

  const clearTimer = () => {
    platform.clearTimeout(timer)
    timer = undefined
  }

  const send = async ({ uuid }: OutboxEntry) => {
    if (!isStarted()) return dispatch({ type: 'failed', uuid, code: 'not_started' })
    attempting = new AbortController()
    const { signal } = attempting
    const event = await withLock(platform.locks, stored.lockName(id()), () => attempt(uuid, signal))
    if (event.type === 'abandoned') state.set({ ...state.get(), entries: stored.outbox(id()) })
    dispatch(event)
  }

  const run = (effect: OutboxEffect) => {
    switch (effect.type) {
      case 'send':
        send(effect.entry)
        return
      case 'put': {
        // What is stored knows about attempts and uploads, and whether another tab has cancelled the message.
        const held = stored.entry(id(), effect.entry.uuid)
        const { attachments: _, ...entry } = effect.entry
        if (held) stored.putEntry(id(), { ...held, ...entry })
        return
      }
      case 'clearTimer':
        return clearTimer()
      case 'setTimer': {
        if (!isStarted()) return
        const delayMs = effect.retryAfterMs ?? backoffMs(effect.failures, platform.random)
        timer = platform.setTimeout(() => {
          timer = undefined
          dispatch({ type: 'resumed' })
        }, delayMs)
      }
    }
  }

  return {
    state,
    dispatch,
    reload,
    received: (message) => {
      for (const { uuid, messageUuid } of state.get().entries) {
        if (uuid === message.uuid) remove(message)
        else if (messageUuid === message.uuid && message.deleted_at) stored.removeEntry(id(), uuid)
        else continue
        dispatch({ type: 'sent', uuid })
      }
    },
    add: (fields, replaced) => {
      const { kind, messageUuid = '' } = fields
      const uuid = kind === 'edit' ? newEditKey(messageUuid, replaced) : newKey()
      // The order of writing stays, even if the clock is set back.
      const last = Date.parse(stored.outbox(id()).at(-1)?.createdAt ?? '') || 0
      const createdAt = new Date(Math.max(clock.now(), last + 1)).toISOString()
      stored.putEntry(id(), { uuid, createdAt, ...fields })
      reload()
      return uuid
    },
    cancel: (uuid) => {
      const cancelled = state.get().entries.filter((entry) => [entry.uuid, entry.messageUuid].includes(uuid))
      for (const entry of cancelled) stored.removeEntry(id(), entry.uuid)
      reload()
      return cancelled.findLast(({ text }) => text)?.text ?? ''
    },
    resume: () => {
      const { head } = state.get()
      const isThrottled = head.name === 'waiting' && head.code === 'too_many_requests'
      if (!isThrottled || timer === undefined) dispatch({ type: 'resumed' })
    },
    stop: clearTimer,
  }
}
