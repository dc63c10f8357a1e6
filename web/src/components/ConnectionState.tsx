import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Connection } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'

const showConnectingAfterMs = 2000

const subscribeToNetwork = (listener: () => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

const statusText = (state: Connection, isOnline: boolean): string => {
  switch (state) {
    case 'connecting':
      return 'Connecting…'
    case 'live':
    case 'stopped':
      return ''
    case 'polling':
      return 'Live updates unavailable. Checking every few seconds.'
    case 'offline':
      return isOnline
        ? "Can't reach Cruddur. Trying again…"
        : 'No internet connection. Messages will be sent later.'
  }
}

/** Shows the state of the connection unless it is live. */
export const ConnectionState = () => {
  const state = useStore(useMessenger().status, ({ connection }) => connection)
  const isOnline = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine)
  const [displayed, setDisplayed] = useState<Connection>('live')
  useEffect(() => {
    const timer = setTimeout(() => setDisplayed(state), state === 'connecting' ? showConnectingAfterMs : 0)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <p className={`connection ${state}`} role="status">
      {statusText(displayed, isOnline)}
    </p>
  )
}
