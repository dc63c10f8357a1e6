import { useEffect, useRef, useState } from 'react'
import { ConversationPane } from '../components/ConversationPane.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sidebar } from '../components/Sidebar.tsx'
import { follow, openLine, startLive } from '../live.ts'
import { isBegun, learnMe, me } from '../mailbox.ts'
import { retryUntilDone } from '../retry.ts'
import { begun, sendWhatIsLeft } from '../sending.ts'
import { useStore } from '../store.ts'

const NoConversation = () => (
  <div className="placeholder">
    <p className="big">Your messages</p>
    <p>Select a conversation, or search for someone to message.</p>
  </div>
)

export const Messages = ({ id }: { id?: string }) => {
  const profile = useStore(me)
  const [code, setCode] = useState('')
  // The key of the pane stays the same when a new conversation gets its uuid, so that the pane stays mounted.
  const paneKey = useStore(begun, (uuids) => Object.keys(uuids).find((handle) => uuids[handle] === id)) ?? id
  const start = useRef<ReturnType<typeof retryUntilDone>>(undefined)

  useEffect(() => {
    const load = async () => {
      await learnMe()
      setCode('')
      sendWhatIsLeft()
    }
    start.current = retryUntilDone(load, setCode)
    return start.current.stop
  }, [])
  useEffect(openLine, [])
  const isLoaded = profile !== undefined
  useEffect(() => (isLoaded ? startLive() : undefined), [isLoaded])
  useEffect(() => follow(id && isBegun(id) ? id : undefined), [id])

  if (code) return <ErrorNotice code={code} onRetry={() => start.current?.now()} isFullPage />
  return (
    <main className={id ? 'messages with-conversation' : 'messages'}>
      <Sidebar openId={id} />
      <div className="pane">
        {!profile && <div className="placeholder" aria-busy="true" />}
        {profile && (id ? <ConversationPane key={paneKey} id={id} /> : <NoConversation />)}
      </div>
    </main>
  )
}
