import type { Frame } from '../../src/domain/viewSchemas.ts'
import type { ModelNetwork } from './modelNetwork.ts'

/* The WebSocket of a tab, connected to the model of the server. */

type Handler = (event: { data?: string; code?: number }) => void

type Link = {
  network: ModelNetwork
  isOnline: () => boolean
  /** Runs something later, unless the tab has ended. */
  after: (ms: number, work: () => void) => void
}

const [connecting, open, closing, closed] = [0, 1, 2, 3]

export const createSocket = ({ network, isOnline, after }: Link, url: string, protocols: string[]) => {
  const handlers = new Map<string, Set<Handler>>()
  let connection: ReturnType<ModelNetwork['connect']>
  // A socket without a network does not know that it is dead.
  let isDead = false

  const emit = (type: string, event: { data?: string; code?: number } = {}) => {
    const handler = socket[`on${type}` as 'onopen']
    handler?.(event)
    for (const listener of handlers.get(type) ?? []) listener(event)
  }

  const end = (code: number) => {
    if (socket.readyState === closed) return
    connection?.close()
    socket.readyState = closed
    emit('close', { code })
  }

  const deliver = (frame: Frame) => {
    if (socket.readyState === open && !isDead && isOnline()) emit('message', { data: JSON.stringify(frame) })
  }

  const socket = {
    readyState: connecting as number,
    CONNECTING: connecting,
    OPEN: open,
    CLOSING: closing,
    CLOSED: closed,
    onopen: null as Handler | null,
    onmessage: null as Handler | null,
    onclose: null as Handler | null,
    onerror: null as Handler | null,
    addEventListener: (type: string, listener: Handler) => {
      handlers.set(type, (handlers.get(type) ?? new Set()).add(listener))
    },
    removeEventListener: (type: string, listener: Handler) => {
      handlers.get(type)?.delete(listener)
    },
    send: (text: string) => {
      if (socket.readyState !== open) throw new Error('the socket is not open')
      after(network.settings.latencyMs(), () => {
        if (!isDead && isOnline()) connection?.receive(text)
      })
    },
    close: () => {
      if (socket.readyState === closed) return
      socket.readyState = closing
      connection?.close()
      after(1, () => end(1000))
    },
  }

  const finish = () => {
    if (socket.readyState !== connecting) return
    if (network.areSocketsHeld()) return after(50, finish)
    connection = isOnline() ? network.connect(protocols[1], deliver) : undefined
    if (!connection) {
      emit('error')
      return end(1006)
    }
    socket.readyState = open
    emit('open')
  }
  after(2 * network.settings.latencyMs(), finish)

  return {
    url,
    protocols,
    socket,
    /** Cuts the connection without telling the client. */
    die: () => {
      isDead = true
      connection?.close()
    },
    /** Closes the connection, as a server or a proxy does. */
    cut: () => after(1, () => end(1006)),
    isOpen: () => socket.readyState === open,
  }
}

export type ModelSocket = ReturnType<typeof createSocket>
