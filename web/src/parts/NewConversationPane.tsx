import { useEffect, useRef, useState } from 'react'
import { getPerson } from '../api.ts'
import { codeOf } from '../failure.ts'
import { conversationOf, inbox, me } from '../mailbox.ts'
import { retryUntilDone } from '../retry.ts'
import { navigate } from '../router.tsx'
import { begun, takeBack } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import type { Profile } from '../types.ts'
import { wordsFor } from '../words.ts'
import { Avatar } from './Avatar.tsx'
import { Composer } from './Composer.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { Trouble } from './Trouble.tsx'
import { UnsentMessage } from './UnsentMessage.tsx'

const usePerson = (handle: string) => {
  const [person, setPerson] = useState<Profile>()
  const [code, setCode] = useState('')
  const looking = useRef<ReturnType<typeof retryUntilDone>>(undefined)
  useEffect(() => {
    const look = async () => {
      const found = await getPerson(handle).catch((error) => {
        if (codeOf(error) !== 'user_not_found') throw error
        return undefined
      })
      setPerson(found)
      setCode(found ? '' : 'user_not_found')
    }
    looking.current = retryUntilDone(look, setCode)
    return looking.current.stop
  }, [handle])
  return { person, code, look: () => looking.current?.now() }
}

const Nobody = ({ code, handle }: { code: string; handle: string }) => (
  <div className="nothing">
    <p className="big">{wordsFor(code)}</p>
    {code === 'user_not_found' && (
      <p>
        Is <bdi>@{handle}</bdi> spelt right? Handles are letters, digits and underscores.
      </p>
    )}
  </div>
)

export const NewConversationPane = ({ id }: { id: string }) => {
  const handle = id.slice(1)
  const { person, code, look } = usePerson(handle)
  const { unsent } = useStore(conversationOf(id))
  const groupUuid = useStore(begun)[id]
  const known = useStore(inbox, ({ groups }) => groups.find((group) => group.handle === handle)?.uuid)
  const isSelf = useStore(me)?.handle === handle
  const [returned, setReturned] = useState('')
  const there = groupUuid ?? (unsent.length === 0 ? known : undefined)

  useEffect(() => {
    if (there) navigate(`/messages/${there}`, { replace: true })
  }, [there])

  const giveBack = (one: Unsent) => {
    takeBack(id, one)
    setReturned(one.uuid)
  }

  const problem = isSelf ? 'message_to_self' : code
  const isNobody = problem === 'message_to_self' || problem === 'user_not_found'
  return (
    <>
      <PaneHeader name={person?.display_name} handle={person?.handle} />
      {isNobody && <Nobody code={problem} handle={handle} />}
      {problem && !isNobody && <Trouble code={problem} again={look} />}
      {person && !problem && (
        <>
          <div className="nothing">
            <Avatar name={person.display_name} handle={person.handle} size={88} />
            <p className="big">
              <bdi>{person.display_name}</bdi>
            </p>
            <p>
              This is the beginning of your conversation with <bdi>@{person.handle}</bdi>.
            </p>
          </div>
          <ol className="log short">
            {unsent.map((one) => (
              <li key={one.uuid}>
                <UnsentMessage id={id} unsent={one} giveBack={giveBack} />
              </li>
            ))}
          </ol>
          <Composer id={id} name={person.display_name} returned={returned} onSend={() => {}} />
        </>
      )}
    </>
  )
}
