import { useLayoutEffect } from 'react'
import { conversationOf, inbox } from '../mailbox.ts'
import { navigate } from '../router.tsx'
import { begun } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { wordsFor } from '../words.ts'
import { Avatar } from './Avatar.tsx'
import { Trouble } from './Trouble.tsx'
import { UnsentMessage } from './UnsentMessage.tsx'
import type { Found } from './usePerson.ts'

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

type Props = { id: string; found: Found; isSelf: boolean; giveBack: (unsent: Unsent) => void }

export const NewConversationPane = ({ id, found, isSelf, giveBack }: Props) => {
  const handle = id.slice(1)
  const { person, code, look } = found
  const { unsent } = useStore(conversationOf(id))
  const groupUuid = useStore(begun)[id]
  const known = useStore(inbox, ({ groups }) => groups.find((group) => group.handle === handle)?.uuid)
  const begunUuid = groupUuid ?? (unsent.length === 0 ? known : undefined)
  // The server finds people by other spellings, too; drafts and conversations are found by the handle itself.
  const newId = person && person.handle !== handle ? `new/${person.handle}` : undefined
  const there = begunUuid ?? newId

  // Before anybody can type on: a draft belongs to the conversation that has begun.
  useLayoutEffect(() => {
    if (there) navigate(`/messages/${there}`, { replace: true })
  }, [there])

  const problem = isSelf ? 'message_to_self' : code
  const isNobody = problem === 'message_to_self' || problem === 'user_not_found'
  return (
    <>
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
        </>
      )}
    </>
  )
}
