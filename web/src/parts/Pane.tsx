import { useState } from 'react'
import { conversationOf, inbox, isBegun, me } from '../mailbox.ts'
import { takeBack } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { Composer } from './Composer.tsx'
import { ConversationPane } from './ConversationPane.tsx'
import { NewConversationPane } from './NewConversationPane.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { usePerson } from './usePerson.ts'

/**
 * A conversation, also one that has not begun. Its header and its composer stay when the first message begins it, so that
 * the focus stays, and on a phone the keyboard.
 */
export const Pane = ({ id }: { id: string }) => {
  const handle = isBegun(id) ? undefined : id.slice(1)
  const group = useStore(inbox, ({ groups }) => groups.find(({ uuid }) => uuid === id))
  const code = useStore(conversationOf(id), (conversation) => conversation.code)
  const isSelf = useStore(me, (profile) => profile?.handle === handle)
  const found = usePerson(handle)
  const [returned, setReturned] = useState('')
  const [sends, setSends] = useState(0)

  const giveBack = (unsent: Unsent) => {
    takeBack(id, unsent)
    setReturned(unsent.uuid)
  }

  const isThere = handle
    ? found.person !== undefined && !found.code && !isSelf
    : code !== 'message_group_not_found'
  const other = isThere ? (group ?? found.person) : undefined
  return (
    <>
      <PaneHeader name={other?.display_name} handle={other?.handle} />
      {handle ? (
        <NewConversationPane id={id} found={found} isSelf={isSelf} giveBack={giveBack} />
      ) : (
        <ConversationPane id={id} sends={sends} giveBack={giveBack} />
      )}
      {isThere && (
        <Composer id={id} name={other?.display_name} returned={returned} onSend={() => setSends(sends + 1)} />
      )}
    </>
  )
}
