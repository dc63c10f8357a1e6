import { useState } from 'react'
import type { Conversation, OutboxItem, Profile } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { useMessenger } from '../messengerContext.tsx'
import type { OtherList } from '../paths.ts'
import { useStore } from '../useStore.ts'
import { ExistingConversation } from './ExistingConversation.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { type ConversationView, useConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useProfile } from './useProfile.ts'
import { WritingArea } from './WritingArea.tsx'

const personOf = ({ group }: ConversationView): Profile | undefined =>
  group && { uuid: group.user_uuid ?? group.uuid, display_name: group.display_name, handle: group.handle }

type Props = { id: string; list: OtherList | undefined; conversation: Conversation; isOpen: boolean }

/**
 * A conversation, existing or new. The header and the composer stay mounted when the first message starts the conversation,
 * so that the composer keeps the focus and the on-screen keyboard stays open.
 */
export const ConversationPane = ({ id, list, conversation, isOpen }: Props) => {
  const messenger = useMessenger()
  const handle = id.startsWith('@') ? id.slice(1) : undefined
  const state = useConversationView(conversation)
  const isSelf = useStore(messenger.status, ({ me }) => me?.handle === handle)
  const lookup = useProfile(handle)
  const later = useLaterCode()
  const [editedUuid, setEditedUuid] = useState('')
  const [sentCount, setSentCount] = useState(0)

  const onEdit = ({ uuid, replyTo, code, attachments }: OutboxItem) => {
    if (attachments)
      conversation.setDraftAttachments([...conversation.get().draftAttachments, ...attachments])
    appendToDraft(conversation, conversation.cancel(uuid))
    if (replyTo && code !== 'reply_to_invalid') conversation.setReplyTo(replyTo.uuid)
    setEditedUuid(uuid)
  }

  const canWrite = handle
    ? lookup.profile !== undefined && !lookup.code && !isSelf
    : state.error?.code !== 'message_group_not_found'
  const person = canWrite ? (personOf(state) ?? lookup.profile) : undefined
  const props = { conversation, state, onEdit }
  return (
    <>
      <PaneHeader id={id} list={list} person={person} group={canWrite ? state.group : undefined} />
      {handle
        ? later && <later.NewConversation handle={handle} lookup={lookup} isSelf={isSelf} {...props} />
        : isOpen && <ExistingConversation id={id} sentCount={sentCount} {...props} />}
      {canWrite && (
        <WritingArea
          id={id}
          list={list}
          conversation={conversation}
          state={state}
          person={person}
          editedUuid={editedUuid}
          onSend={() => setSentCount(sentCount + 1)}
        />
      )}
    </>
  )
}
