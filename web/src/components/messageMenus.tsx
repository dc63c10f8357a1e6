import type { ChangeItem, Conversation, Message, OutboxItem } from '../../../client/types.ts'
import { erasedUser } from '../../../src/domain/message.ts'
import { canRetry } from '../errorMessages.ts'
import { isAccepted } from '../groups.ts'
import * as texts from '../texts.ts'
import { fullTime } from '../time.ts'
import { startEditing, startReply } from './composerActions.ts'
import { deleteMessage } from './deleteMessage.ts'
import type { MenuContent, MenuItem, MenuItems } from './Menu.tsx'
import { MenuReactions } from './MenuReactions.tsx'
import { menuIcons } from './menuIcons.ts'
import { isEditable, reactionOf } from './messageRules.ts'
import { removeUnsent } from './removeUnsent.ts'
import { copy, copyLink } from './useCopy.ts'
import type { Page } from './usePage.ts'

/** The quick reactions alone, for a button beside the message. */
export const reactionMenu = (conversation: Conversation, message: Message): MenuItems => ({
  label: texts.react,
  items: [],
  top: (anchor, onClose) => (
    <MenuReactions conversation={conversation} message={message} anchor={anchor} onClose={onClose} />
  ),
})

type Sent = { message: Message; conversation: Conversation; isOwn: boolean; failure: ChangeItem | undefined }

/**
 * What can be done with a message. In a request and in a blocked conversation, nobody can write or react, but delete and
 * report.
 */
export const messageMenu = (page: Page, { message, conversation, isOwn, failure }: Sent): MenuContent => {
  const { showToast, openDialog, messenger } = page
  const { uuid, created_at, user_uuid, display_name } = message
  const text = failure?.text ?? message.message
  const ownUuid = messenger.status.get().me?.uuid
  const { uuid: id = '', group } = conversation.get()
  const isOpen = isAccepted(group)

  const edit = () => startEditing(showToast, conversation, { uuid, text })
  const report = () => {
    openDialog('report', { id, person: { uuid: user_uuid, display_name }, messageUuid: uuid })
  }
  const removeReaction = () => conversation.react(uuid, undefined)

  const items: (MenuItem | false)[] = [
    isOpen && {
      text: texts.reply,
      icon: menuIcons.reply,
      onSelect: () => startReply(showToast, conversation, uuid),
    },
    isOpen &&
      isEditable(message, ownUuid, Date.now()) && { text: texts.edit, icon: menuIcons.edit, onSelect: edit },
    text !== '' && { text: texts.copyText, icon: menuIcons.copy, onSelect: () => copy(showToast, text) },
    {
      text: texts.copyLinkToMessage,
      icon: menuIcons.link,
      onSelect: () => copyLink(showToast, `?message=${uuid}`),
    },
    !isOpen &&
      reactionOf(message, ownUuid) !== undefined && {
        text: texts.removeReaction,
        icon: menuIcons.smile,
        onSelect: removeReaction,
      },
    isOwn && {
      text: texts.deleteWithQuestion,
      icon: menuIcons.trash,
      isDestructive: true,
      onSelect: () => deleteMessage(page, conversation, uuid),
    },
    !isOwn &&
      user_uuid !== erasedUser.uuid && {
        text: texts.report,
        icon: menuIcons.flag,
        isDestructive: true,
        onSelect: report,
      },
  ]
  return {
    label: fullTime(created_at),
    items: items.filter((item) => item !== false),
    top: isOpen ? reactionMenu(conversation, message).top : undefined,
  }
}

/** One can only reply to an event. */
export const eventMenu = (
  { showToast }: Page,
  { message, conversation }: Pick<Sent, 'message' | 'conversation'>,
): MenuItems => ({
  label: fullTime(message.created_at),
  items: [
    {
      text: texts.reply,
      icon: menuIcons.reply,
      onSelect: () => startReply(showToast, conversation, message.uuid),
    },
  ],
})

type Unsent = { item: OutboxItem; conversation: Conversation; onEdit: (item: OutboxItem) => void }

/** What can be done with a message that is not sent. */
export const outboxMenu = (page: Page, { item, conversation, onEdit }: Unsent): MenuContent => {
  const { messenger, showToast } = page
  const { uuid, text, createdAt, state, code, attachments } = item
  const isOffline = messenger.status.get().connection === 'offline'

  const copyText = {
    text: texts.copyText,
    icon: menuIcons.copy,
    onSelect: () => copy(showToast, text),
  }
  const copyItems: MenuItem[] = text ? [copyText] : []
  const remove = () => removeUnsent(page, conversation, item)
  const items = (): MenuItem[] => {
    // In a moment, it is sent. Pictures take longer.
    if (state === 'sending' && code === undefined && !attachments) return copyItems
    const retry = () => conversation.retry(uuid)
    const tryAgain: MenuItem = { text: texts.tryAgain, icon: menuIcons.retry, onSelect: retry }
    return [
      ...(canRetry(code) && !isOffline ? [tryAgain] : []),
      { text: texts.edit, icon: menuIcons.edit, onSelect: () => onEdit(item) },
      ...copyItems,
      { text: texts.deleteUnsent, icon: menuIcons.trash, isDestructive: true, onSelect: remove },
    ]
  }
  return { label: fullTime(createdAt), items: items() }
}
