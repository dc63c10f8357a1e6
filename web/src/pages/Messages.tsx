import { useEffect, useRef, useState } from 'react'
import { follow, openLine, startLive } from '../live.ts'
import { isBegun, learnMe, me } from '../mailbox.ts'
import { Pane } from '../parts/Pane.tsx'
import { Sidebar } from '../parts/Sidebar.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { retryUntilDone } from '../retry.ts'
import { begun, sendWhatIsLeft } from '../sending.ts'
import { useStore } from '../store.ts'

const Nothing = () => (
  <div className="nothing">
    <p className="big">Your messages</p>
    <p>Choose a conversation, or find somebody to write to.</p>
  </div>
)

export const Messages = ({ id }: { id?: string }) => {
  const profile = useStore(me)
  const [code, setCode] = useState('')
  const firstId = useStore(begun, (uuids) => Object.keys(uuids).find((handle) => uuids[handle] === id)) ?? id
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
      <div className="pane">
        {!profile && <div className="nothing" aria-busy="true" />}
        {profile && (id ? <Pane key={firstId} id={id} /> : <Nothing />)}
      </div>
    </main>
  )
}
