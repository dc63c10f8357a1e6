import { type MessengerError, messengerErrorOf } from './errors.ts'
import { repeatedFlight } from './singleFlight.ts'
import type { Socket } from './socket.ts'
import { isLive } from './socketState.ts'
import type { Connection, Platform } from './types.ts'

const pollIntervalMs = 5000
/** The suspension of an account may have ended. */
const suspendedPollMs = 60_000
/** A push may not find a socket that opened a moment ago, so the messenger fetches once more. */
const recheckMs = 2000

type Options = {
  /** Undefined: there are no sockets, and the messenger polls. */
  socket: Socket | undefined
  /** Fetches everything that may have changed. */
  fetchAll: () => Promise<void>
  /** Whether something has been fetched, so that a hidden page can wait. */
  isLoaded: () => boolean
  /** The API can be reached, or the person looks again. */
  onReachable: () => void
  onConnection: (connection: Connection) => void
}

/** Decides when to fetch: after a gap between sockets, and every few seconds while there is no socket. */
export const createSync = (
  { activity, setTimeout, clearTimeout }: Platform,
  { socket, fetchAll, isLoaded, onReachable, onConnection }: Options,
) => {
  let isStarted = false
  let isReachable = true
  let isExpired = false
  let wasOnline = true
  let wasVisible = true
  let isAway = false
  let timer: unknown
  let hasBegun = false
  let isFetchedInGap = false // while there was no socket, so that the fetch after opening one can wait
  let isRecheckDue = false

  const hasSocket = () => socket !== undefined && isLive(socket.state.get())

  const connection = (): Connection => {
    if (!isStarted) return 'stopped'
    if (!activity.isOnline() || !isReachable) return 'offline'
    if (hasSocket()) return 'live'
    const state = socket?.state.get()
    const isSoonOpen = state?.name === 'idle' || (state && 'failures' in state && state.failures <= 1)
    return isSoonOpen ? 'connecting' : 'polling'
  }

  const tellAway = () => socket?.send({ action: 'ping', is_away: true })

  const update = () => onConnection(connection())

  const unschedule = () => {
    clearTimeout(timer)
    timer = undefined
  }

  const schedule = (delayMs: number) => {
    if (timer !== undefined && delayMs >= pollIntervalMs) return // the next one is not later than that
    unschedule()
    if (isStarted && !isExpired) timer = setTimeout(poll, delayMs)
  }

  const fetchOnce = async () => {
    unschedule()
    const wasRecheckDue = isRecheckDue
    hasBegun = true
    isRecheckDue = false
    if (!hasSocket()) isFetchedInGap = true
    let error: MessengerError | undefined
    try {
      await fetchAll()
    } catch (cause) {
      error = messengerErrorOf(cause)
    }
    if (!isStarted) return
    isExpired = error?.code === 'unauthorized'
    isReachable = error?.code !== 'unreachable'
    update()
    if (!error) onReachable()
    if (error?.code === 'account_suspended') {
      unschedule()
      schedule(suspendedPollMs)
    } else if (!hasSocket() || error?.isRetryable) schedule(pollIntervalMs)
    else if (wasRecheckDue) schedule(recheckMs)
  }

  /** A call during a fetch leads to another one, because the running one may have asked too early. */
  const refresh = repeatedFlight(fetchOnce)

  const poll = () => {
    timer = undefined
    const isWanted = activity.isVisible() || !isLoaded()
    if (isWanted && activity.isOnline()) refresh()
    else schedule(pollIntervalMs)
  }

  const onActivity = () => {
    const isOnline = activity.isOnline()
    const isVisible = activity.isVisible()
    const looksAgain = isVisible && !wasVisible
    if (looksAgain) {
      socket?.dispatch({ type: 'looked', wasAway: isAway })
      isAway = false
    }
    if (isOnline && !wasOnline) {
      isReachable = true
      socket?.dispatch({ type: 'wentOnline' })
      refresh()
    } else if (!isOnline && wasOnline) socket?.dispatch({ type: 'wentOffline' })
    else if (looksAgain) {
      if (hasSocket()) onReachable()
      else refresh()
    }
    wasOnline = isOnline
    wasVisible = isVisible
    update()
  }

  const start = (): (() => void) => {
    isStarted = true
    isExpired = false
    wasOnline = activity.isOnline()
    wasVisible = activity.isVisible()
    if (wasVisible) isAway = false
    const unsubscribe = [
      activity.subscribe(onActivity),
      socket?.state.subscribe(() => {
        update()
        if (socket.state.get().name === 'waiting') schedule(isLoaded() ? pollIntervalMs : 0)
      }),
    ]
    socket?.dispatch({ type: 'started', isOnline: wasOnline })
    update()
    schedule(0) // the caller may open conversations first
    return () => {
      isStarted = false
      for (const stop of unsubscribe) stop?.()
      hasBegun = false
      unschedule()
      socket?.dispatch({ type: 'stopped' })
      update()
    }
  }

  return {
    start,
    /** Whether the first fetch has begun: what is requested before it has to be requested again. */
    hasBegun: () => hasBegun,
    refresh: async () => {
      if (isStarted) await refresh()
    },
    /** Nobody looks at the page: the server is told so, until the person looks again. */
    markAway: () => {
      if (isAway || activity.isVisible()) return
      isAway = true
      tellAway()
    },
    /** A socket has opened: frames arrive from now on. */
    socketOpened: () => {
      if (!isStarted) return
      if (isAway) tellAway() // this socket
      const isSoonEnough = isFetchedInGap
      isFetchedInGap = false
      if (isSoonEnough) return schedule(recheckMs)
      isRecheckDue = true
      refresh()
    },
    /** A request outside of `fetchAll` failed: what it was for is fetched with the next one. */
    retryLater: () => schedule(pollIntervalMs),
  }
}
