import { codeOf } from './failure.ts'
import { catchUpWithAll } from './mailbox.ts'
import { configured, openSocket } from './network.ts'
import { receive } from './receiving.ts'
import { sendWhatIsLeft } from './sending.ts'
import { accessToken, renewalIsDueAt } from './session.ts'
import { createStore } from './store.ts'
import { hearTabs } from './tabs.ts'

/*
 * Keeps this tab up to date: by a socket where there can be one, and by asking gently where there cannot.
 */

export type Connection = 'connecting' | 'live' | 'polling' | 'offline'
export const connection = createStore((_: Connection, next: Connection) => next, 'connecting')

const pollEveryMs = 5000
const pingEveryMs = 4 * 60_000 // a socket that says nothing for ten minutes is cut
const longestDelayMs = 30_000

// Halved by chance: after an outage, not everybody comes back at the same moment.
const delayMs = (failures: number) =>
  Math.min(1000 * 2 ** failures, longestDelayMs) * (0.5 + Math.random() / 2)

type Socket = ReturnType<typeof openSocket>
let socket: Socket | undefined
let opening: Socket | undefined
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined
let renewal: ReturnType<typeof setTimeout> | undefined
let openGroup: string | undefined
let attempt = 0

const lose = () => {
  attempt += 1
  clearTimeout(retry)
  clearTimeout(renewal)
  opening?.close()
  socket?.close()
  opening = undefined
  socket = undefined
}

export const refresh = async () => {
  try {
    await catchUpWithAll(openGroup)
    if (connection.get() === 'offline') connection.send(socket ? 'live' : 'polling')
    sendWhatIsLeft()
  } catch (error) {
    if (codeOf(error) === 'unreachable') connection.send('offline')
  }
}

const later = () => {
  if (socket) return // the old one does, for as long as it may
  if (!navigator.onLine) connection.send('offline')
  else connection.send(failures === 0 ? 'connecting' : 'polling')
  clearTimeout(retry)
  retry = setTimeout(connect, delayMs(failures))
  failures += 1
}

const connect = async () => {
  if (!configured().webSocketUrl) return connection.send('polling')
  clearTimeout(retry)
  attempt += 1
  const thisAttempt = attempt
  const token = await accessToken().catch((error) => {
    // An unauthorized one has no session any more, and soon no page.
    if (codeOf(error) !== 'unauthorized' && thisAttempt === attempt) later()
  })
  if (!token || thisAttempt !== attempt) return // or another has begun, or nobody wants one any more
  opening?.close()
  const mine = openSocket(token, {
    opened: () => {
      // The new one is there before the old one goes: nothing falls between them.
      socket?.close()
      socket = mine
      opening = undefined
      failures = 0
      connection.send('live')
      clearTimeout(renewal)
      renewal = setTimeout(connect, Math.max(renewalIsDueAt() - Date.now(), 0))
      refresh()
    },
    told: receive,
    closed: () => {
      if (mine === socket) socket = undefined
      if (mine === opening) opening = undefined
      later()
    },
  })
  opening = mine
}

/** Answers whether anybody could be told. */
export const sayTyping = (groupUuid: string): boolean =>
  socket?.say({ action: 'typing', message_group_uuid: groupUuid }) ?? false

/** The conversation that is on the screen: it is kept up to date, too. */
export const follow = (groupUuid: string | undefined) => {
  openGroup = groupUuid
}

export const startLive = (): (() => void) => {
  const poll = () => {
    if (connection.get() !== 'live' && document.visibilityState === 'visible' && navigator.onLine) refresh()
  }
  const goOnline = () => {
    failures = 0
    refresh()
    connect()
  }
  const goOffline = () => {
    lose()
    connection.send('offline')
  }
  const look = () => {
    if (document.visibilityState === 'visible') refresh()
  }
  hearTabs(receive)
  refresh()
  connect()
  const polling = setInterval(poll, pollEveryMs)
  const pinging = setInterval(() => socket?.say({ action: 'ping' }), pingEveryMs)
  addEventListener('online', goOnline)
  addEventListener('offline', goOffline)
  document.addEventListener('visibilitychange', look)
  return () => {
    lose()
    clearInterval(polling)
    clearInterval(pinging)
    removeEventListener('online', goOnline)
    removeEventListener('offline', goOffline)
    document.removeEventListener('visibilitychange', look)
  }
}
