import { useState } from 'react'
import type { Conversation, OutboxItem, Profile } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { isAccepted, isBlockedIn } from '../groups.ts'
import { useMessenger } from '../messengerContext.tsx'
import type { OtherList } from '../paths.ts'
import { useStore } from '../useStore.ts'
import { Composer } from './Composer.tsx'
import { ExistingConversation } from './ExistingConversation.tsx'
import { NewConversation } from './NewConversation.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { type ConversationView, useConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useProfile } from './useProfile.ts'

const personOf = ({ group }: ConversationView): Profile | undefined =>
  group && { uuid: group.user_uuid, display_name: group.display_name, handle: group.handle }

type Props = { id: string; list: OtherList | undefined; conversation: Conversation; isOpen: boolean }

/**
 * A conversation, existing or new. The header and the composer stay mounted when the first message starts the conversation,
 * so that the composer keeps the focus and the on-screen keyboard stays open.
 */
export const ConversationPane = ({ id, list, conversation, isOpen }: Props) => {
  const messenger = useMessenger()
  const handle = id.startsWith('@') ? id.slice(1) : undefined
  const state = useConversationView(conversation)
  const { group } = state
  const isSelf = useStore(messenger.status, ({ me }) => me?.handle === handle)
  const lookup = useProfile(handle)
  const later = useLaterCode()
  const [editedUuid, setEditedUuid] = useState('')
  const [sentCount, setSentCount] = useState(0)

  const onEdit = ({ uuid }: OutboxItem) => {
    appendToDraft(conversation, conversation.cancel(uuid))
    setEditedUuid(uuid)
  }

  const canWrite = handle
    ? lookup.profile !== undefined && !lookup.code && !isSelf
    : state.error?.code !== 'message_group_not_found'
  const person = canWrite ? (personOf(state) ?? lookup.profile) : undefined
  const isBlocked = useStore(messenger.blocks, (blocks) => isBlockedIn(group, blocks, person?.uuid))
  // In the other lists, most conversations cannot be written to. In the inbox, people may write before it is loaded.
  const isClosed = isBlocked || (group ? !isAccepted(group) : list !== undefined)
  const props = { conversation, state, onEdit }
  return (
    <>
      <PaneHeader id={id} list={list} person={person} />
      {handle ? (
        <NewConversation handle={handle} lookup={lookup} isSelf={isSelf} {...props} />
      ) : (
        isOpen && <ExistingConversation id={id} sentCount={sentCount} {...props} />
      )}
      {canWrite && !isClosed && (
        <Composer
          conversation={conversation}
          name={person?.display_name}
          editedUuid={editedUuid}
          onSend={() => setSentCount(sentCount + 1)}
        />
      )}
      {canWrite && isClosed && person && later && (
        <later.ClosedComposer id={id} group={group} person={person} />
      )}
    </>
  )
}
