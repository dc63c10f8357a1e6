import { useState } from 'react'
import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { Composer } from './Composer.tsx'
import { ExistingConversation } from './ExistingConversation.tsx'
import { NewConversation } from './NewConversation.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { useConversationView } from './useConversationView.ts'
import { useProfile } from './useProfile.ts'

type Props = { id: string; conversation: Conversation; isOpen: boolean }

/**
 * A conversation, existing or new. The header and the composer stay mounted when the first message starts the conversation,
 * so that the composer keeps the focus and the on-screen keyboard stays open.
 */
export const ConversationPane = ({ id, conversation, isOpen }: Props) => {
  const handle = id.startsWith('@') ? id.slice(1) : undefined
  const state = useConversationView(conversation)
  const isSelf = useStore(useMessenger().status, ({ me }) => me?.handle === handle)
  const lookup = useProfile(handle)
  const [editedUuid, setEditedUuid] = useState('')
  const [sentCount, setSentCount] = useState(0)

  const onEdit = ({ uuid }: OutboxItem) => {
    appendToDraft(conversation, conversation.cancel(uuid))
    setEditedUuid(uuid)
  }

  const canWrite = handle
    ? lookup.profile !== undefined && !lookup.code && !isSelf
    : state.error?.code !== 'message_group_not_found'
  const other = canWrite ? (state.group ?? lookup.profile) : undefined
  const props = { conversation, state, onEdit }
  return (
    <>
      <PaneHeader id={id} name={other?.display_name} handle={other?.handle} />
      {handle ? (
        <NewConversation handle={handle} lookup={lookup} isSelf={isSelf} {...props} />
      ) : (
        isOpen && <ExistingConversation id={id} sentCount={sentCount} {...props} />
      )}
      {canWrite && (
        <Composer
          conversation={conversation}
          name={other?.display_name}
          editedUuid={editedUuid}
          onSend={() => setSentCount(sentCount + 1)}
        />
      )}
    </>
  )
}
