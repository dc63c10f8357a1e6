import type { Conversation, Message, OutboxItem } from '../../../client/types.ts'
import { erasedUser } from '../../../src/domain/message.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { canRetry } from '../errorMessages.ts'
import { conversationAt } from '../paths.ts'
import { fullTime } from '../time.ts'
import type { MenuContent, MenuItem } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import { copy, copyLink } from './useCopy.ts'
import type { Page } from './usePage.ts'

/** What can be done with a message. One of the other person can be reported. */
export const messageMenu = (
  { showToast, openDialog }: Page,
  message: Message,
  isOwn: boolean,
): MenuContent => {
  const { uuid, message: text, created_at, user_uuid, display_name } = message
  const report = () => {
    const { id = '' } = conversationAt(location.pathname) ?? {}
    openDialog('report', { id, person: { uuid: user_uuid, display_name }, messageUuid: uuid })
  }
  return {
    label: fullTime(created_at),
    items: [
      { text: 'Copy text', icon: menuIcons.copy, onSelect: () => copy(showToast, text) },
      {
        text: 'Copy link to message',
        icon: menuIcons.link,
        onSelect: () => copyLink(showToast, `?message=${uuid}`),
      },
      ...(isOwn || user_uuid === erasedUser.uuid
        ? []
        : [{ text: 'Report…', icon: menuIcons.flag, isDestructive: true, onSelect: report } as const]),
    ],
  }
}

type Unsent = { item: OutboxItem; conversation: Conversation; onEdit: (item: OutboxItem) => void }

/** What can be done with a message that is not sent. */
export const outboxMenu = (
  { messenger, showToast }: Page,
  { item, conversation, onEdit }: Unsent,
): MenuContent => {
  const { uuid, text, createdAt, state, code } = item
  const isOffline = messenger.status.get().connection === 'offline'

  // The deleted message may have reached the server at the last moment, so that sending it again could send it twice: only
  // the person can decide that.
  const restore = (deleted: string) => {
    appendToDraft(conversation, deleted)
    showToast({ text: 'Moved to your draft' })
  }

  const remove = () => {
    const deleted = conversation.cancel(uuid)
    // The focused message disappears.
    document.querySelector<HTMLElement>('.log')?.focus({ preventScroll: true })
    if (!deleted) return // it has just been sent
    showToast({ text: 'Message deleted', action: { text: 'Undo', onSelect: () => restore(deleted) } })
  }

  const copyText: MenuItem = {
    text: 'Copy text',
    icon: menuIcons.copy,
    onSelect: () => copy(showToast, text),
  }
  const items = (): MenuItem[] => {
    if (state === 'sending' && code === undefined) return [copyText] // in a moment, it is sent
    const retry = () => conversation.retry(uuid)
    const tryAgain: MenuItem = { text: 'Try again', icon: menuIcons.retry, onSelect: retry }
    return [
      ...(canRetry(code) && !isOffline ? [tryAgain] : []),
      { text: 'Edit', icon: menuIcons.edit, onSelect: () => onEdit(item) },
      copyText,
      { text: 'Delete', icon: menuIcons.trash, isDestructive: true, onSelect: remove },
    ]
  }
  return { label: fullTime(createdAt), items: items() }
}
