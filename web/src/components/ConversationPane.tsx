import { useState } from 'react'
import { conversationOf, inbox, isBegun, me } from '../mailbox.ts'
import { takeBack } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { Composer } from './Composer.tsx'
import { ExistingConversation } from './ExistingConversation.tsx'
import { NewConversation } from './NewConversation.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { useProfile } from './useProfile.ts'

/**
 * A conversation, existing or new. The header and the composer stay mounted when the first message starts the conversation,
 * so that the composer keeps the focus and the on-screen keyboard stays open.
 */
export const ConversationPane = ({ id }: { id: string }) => {
  const handle = isBegun(id) ? undefined : id.slice(1)
  const group = useStore(inbox, ({ groups }) => groups.find(({ uuid }) => uuid === id))
  const code = useStore(conversationOf(id), (conversation) => conversation.code)
  const isSelf = useStore(me, (profile) => profile?.handle === handle)
  const lookup = useProfile(handle)
  const [editedUuid, setEditedUuid] = useState('')
  const [sentCount, setSentCount] = useState(0)

  const onEdit = (unsent: Unsent) => {
    takeBack(id, unsent)
    setEditedUuid(unsent.uuid)
  }

  const canWrite = handle
    ? lookup.profile !== undefined && !lookup.code && !isSelf
    : code !== 'message_group_not_found'
  const other = canWrite ? (group ?? lookup.profile) : undefined
  return (
    <>
      <PaneHeader name={other?.display_name} handle={other?.handle} />
      {handle ? (
        <NewConversation id={id} lookup={lookup} isSelf={isSelf} onEdit={onEdit} />
      ) : (
        <ExistingConversation id={id} sentCount={sentCount} onEdit={onEdit} />
      )}
      {canWrite && (
        <Composer
          id={id}
          name={other?.display_name}
          editedUuid={editedUuid}
          onSend={() => setSentCount(sentCount + 1)}
        />
      )}
    </>
  )
}
