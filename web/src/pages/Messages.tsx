import { useEffect, useRef, useState } from 'react'
import { follow, openLine, startLive } from '../live.ts'
import { isBegun, learnMe, me } from '../mailbox.ts'
import { ConversationPane } from '../parts/ConversationPane.tsx'
import { NewConversationPane } from '../parts/NewConversationPane.tsx'
import { Sidebar } from '../parts/Sidebar.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { retryUntilDone } from '../retry.ts'
import { sendWhatIsLeft } from '../sending.ts'
import { useStore } from '../store.ts'

const Nothing = () => (
  <div className="nothing">
    <p className="big">Your messages</p>
    <p>Choose a conversation, or find somebody to write to.</p>
  </div>
)

const Pane = ({ id }: { id: string | undefined }) => {
  if (!id) return <Nothing />
  return isBegun(id) ? <ConversationPane key={id} id={id} /> : <NewConversationPane key={id} id={id} />
}

export const Messages = ({ id }: { id?: string }) => {
  const profile = useStore(me)
  const [code, setCode] = useState('')
  const entering = useRef<ReturnType<typeof retryUntilDone>>(undefined)

  useEffect(() => {
    const enter = async () => {
      await learnMe()
      setCode('')
      sendWhatIsLeft()
    }
    entering.current = retryUntilDone(enter, setCode)
    return entering.current.stop
  }, [])
  useEffect(openLine, [])
  const isKnown = profile !== undefined
  useEffect(() => (isKnown ? startLive() : undefined), [isKnown])
  useEffect(() => follow(id && isBegun(id) ? id : undefined), [id])

  if (code) return <Trouble code={code} again={() => entering.current?.now()} isWhole />
  return (
    <main className={id ? 'messages with-conversation' : 'messages'}>
      <Sidebar openId={id} />
      <div className="pane">{profile ? <Pane id={id} /> : <div className="nothing" aria-busy="true" />}</div>
    </main>
  )
}
