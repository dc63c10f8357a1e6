import { backoffMs } from './backoff.ts'
import { MessengerError } from './errors.ts'
import type { ServerClock } from './serverClock.ts'
import {
  idleSocket,
  reduceSocket,
  type SocketEffect,
  type SocketEvent,
  type SocketState,
} from './socketState.ts'
import { parseJson } from './storage.ts'
import { createStore } from './store.ts'
import type { Tokens } from './tokens.ts'
import { expiryOf } from './tokens.ts'
import type { Frame, Platform, Store } from './types.ts'

type Options = {
  webSocketUrl: string
  tokens: Tokens
  clock: ServerClock
  onFrame: (frame: Frame) => void
  /** Frames arrive from now on; those before are missed. */
  onOpen: () => void
}

export type Action = { action: 'ping'; is_away?: boolean } | { action: 'typing'; message_group_uuid: string }

export type Socket = {
  state: Store<SocketState>
  dispatch: (event: SocketEvent) => void
  /** Returns whether the frame was sent. */
  send: (action: Action) => boolean
}

const pingOf = (isBack: boolean): Action => ({ action: 'ping', ...(isBack && { is_away: false }) })

/** Runs the effects of socketState.ts: sockets and timers. */
export const createSocket = (
  platform: Platform,
  { webSocketUrl, tokens, clock, onFrame, onOpen }: Options,
): Socket => {
  const { WebSocket, setTimeout, clearTimeout, random } = platform
  const state = createStore<SocketState>(idleSocket)
  const sockets = new Map<number, WebSocket>()
  const timers = new Map<string, unknown>()
  let lastId = 0

  const dispatch = (event: SocketEvent) => {
    const step = reduceSocket(state.get(), event, lastId + 1)
    state.set(step.state)
    for (const effect of step.effects) run(effect)
  }

  const open = async (id: number) => {
    lastId = id
    try {
      const token = await tokens.get()
      const current = state.get()
      const isWanted = ('id' in current && current.id === id) || ('next' in current && current.next === id)
      if (!isWanted) return
      // The token travels as a subprotocol, because addresses end up in logs.
      const socket = new WebSocket(webSocketUrl, ['cruddur.v1', token])
      sockets.set(id, socket)
      socket.onopen = () => dispatch({ type: 'opened', id, at: clock.now(), expiresAt: expiryOf(token) })
      socket.onclose = () => {
        sockets.delete(id)
        dispatch({ type: 'closed', id, at: clock.now() })
      }
      socket.onmessage = ({ data }) => {
        dispatch({ type: 'received', id })
        const frame = parseJson(String(data))
        if (frame !== undefined) onFrame(frame as Frame)
      }
    } catch (error) {
      if (!(error instanceof MessengerError)) throw error
      if (error.code === 'unauthorized') dispatch({ type: 'stopped' })
      else dispatch({ type: 'closed', id, at: clock.now() })
    }
  }

  const close = (id: number) => {
    const socket = sockets.get(id)
    sockets.delete(id)
    if (!socket) return
    socket.onopen = socket.onclose = socket.onmessage = null
    socket.close()
  }

  const clearTimer = (name: string) => {
    clearTimeout(timers.get(name))
    timers.delete(name)
  }

  const setTimer = (name: Extract<SocketEvent, { type: 'timer' }>['name'], delayMs: number) => {
    clearTimer(name)
    timers.set(
      name,
      setTimeout(() => dispatch({ type: 'timer', name }), delayMs),
    )
  }

  const run = (effect: SocketEffect) => {
    switch (effect.type) {
      case 'connect':
        open(effect.id)
        return
      case 'close':
        return close(effect.id)
      case 'ping':
        sockets.get(effect.id)?.send(JSON.stringify(pingOf(effect.isBack)))
        return
      case 'setTimer':
        return setTimer(effect.name, effect.delayMs)
      case 'setRetryTimer':
        return setTimer('retry', backoffMs(effect.failures, random))
      case 'clearTimer':
        return clearTimer(effect.name)
      case 'fetchMissed':
        return onOpen()
    }
  }

  return {
    state,
    dispatch,
    send: (action) => {
      const current = state.get()
      const socket = 'id' in current ? sockets.get(current.id) : undefined
      if (socket?.readyState !== 1) return false // OPEN
      socket.send(JSON.stringify(action))
      return true
    },
  }
}
