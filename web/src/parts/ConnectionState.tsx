import { useEffect, useState } from 'react'
import { type Connection, connection } from '../live.ts'
import { useStore } from '../store.ts'

const words: Record<Connection, string> = {
  connecting: 'Connecting…',
  live: '',
  polling: 'Not live: looking for news every few seconds',
  offline: 'Offline. Messages are sent when you reconnect.',
}

const notWorthAWordMs = 2000

/** How things stand, for as long as they are not as they should be. */
export const ConnectionState = () => {
  const state = useStore(connection)
  const [said, setSaid] = useState<Connection>('live')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(state), state === 'connecting' ? notWorthAWordMs : 0)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <p className={`connection ${state}`} role="status">
      {words[said]}
    </p>
  )
}
