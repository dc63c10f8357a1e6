import { conversationOf, groupOf, inbox, isLoading, me, refreshGroup, tellConversation } from './mailbox.ts'
import { isPageFocused } from './markAsRead.ts'
import { codeOf } from './requestError.ts'
import type { Frame } from './types.ts'

const typingLastsMs = 5000
const typing = new Map<string, ReturnType<typeof setTimeout>>()

const stopTyping = (groupUuid: string) => {
  clearTimeout(typing.get(groupUuid))
  tellConversation(groupUuid, { type: 'typing', isTyping: false })
}

const messageCame = ({ message_group_uuid: groupUuid, message }: Frame & { type: 'message' }) => {
  const isOwn = message.user_uuid === me.get()?.uuid
  const conversation = conversationOf(groupUuid)
  const { isLoaded, messages, newFrom } = conversation.get()
  const isKnown = messages.some(({ uuid }) => uuid === message.uuid)
  // Of a conversation that was never opened nothing is held: opening it fetches all that there was until then.
  if (isLoaded || isLoading(groupUuid))
    tellConversation(groupUuid, { type: 'messagesCame', messages: [message] })
  if (!isOwn) stopTyping(groupUuid)
  if (isLoaded && !isOwn && !isKnown && !newFrom && !isPageFocused()) {
    conversation.send({ type: 'newFrom', uuid: message.uuid })
  }
  const isListed = groupOf(groupUuid) !== undefined
  inbox.send({ type: 'messageCame', groupUuid, message, isOwn })
  // Far down the list, or begun in another tab of ours: with whom it is and what is unread in it, only the server knows.
  if (!isListed) refreshGroup(groupUuid).catch(codeOf)
}

const readCame = ({ message_group_uuid: groupUuid, user_uuid, message_uuid }: Frame & { type: 'read' }) => {
  const { isLoaded, messages } = conversationOf(groupUuid).get()
  const message = messages.find(({ uuid }) => uuid === message_uuid)
  if (user_uuid !== me.get()?.uuid) {
    if (message) {
      const seen = { message_uuid, created_at: message.created_at }
      return tellConversation(groupUuid, { type: 'seen', seen })
    }
    if (isLoaded) refreshGroup(groupUuid).catch(codeOf) // the message itself is on its way yet
    return
  }
  const group = groupOf(groupUuid)
  if (!group || group.unread_count === 0) return
  if (message?.created_at === group.created_at) inbox.send({ type: 'read', groupUuid, unreadCount: 0 })
  else refreshGroup(groupUuid).catch(codeOf)
}

/** Takes what the server, or another tab, says. Being told twice, or late, changes nothing. */
export const receive = (frame: Frame) => {
  switch (frame.type) {
    case 'message':
      return messageCame(frame)
    case 'read':
      return readCame(frame)
    case 'typing': {
      const { message_group_uuid: groupUuid, user_uuid } = frame
      if (user_uuid === me.get()?.uuid) return
      stopTyping(groupUuid)
      tellConversation(groupUuid, { type: 'typing', isTyping: true })
      typing.set(
        groupUuid,
        setTimeout(() => stopTyping(groupUuid), typingLastsMs),
      )
    }
  }
}
