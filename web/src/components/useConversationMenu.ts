import { hasKeyboard } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { isBlank } from '../text.ts'
import type { MenuContent, MenuItem } from './Menu.tsx'
import { useToast } from './Toast.tsx'
import { useCopyLink } from './useCopy.ts'

/** What can be done with a conversation, in the list and in its header. */
export const useConversationMenu = () => {
  const messenger = useMessenger()
  const showToast = useToast()
  const copyLink = useCopyLink()
  return (id: string, isInList: boolean): MenuContent => {
    const conversation = messenger.conversation(id)
    const { group, draft } = conversation.get()
    const path = id.startsWith('@') ? `/messages/new/${id}` : `/messages/${id}`
    const items: MenuItem[] = []
    if (group && group.unread_count > 0) {
      const markRead = () => conversation.markRead(group.last_message.uuid)
      items.push({ text: 'Mark as read', icon: 'check', onSelect: markRead })
    }
    items.push({ text: 'Copy link', icon: 'link', onSelect: () => copyLink(path) })
    if (isInList && hasKeyboard()) {
      items.push({ text: 'Open in new tab', icon: 'open', onSelect: () => open(path, '_blank', 'noopener') })
    }
    if (!isBlank(draft)) {
      const undo = { text: 'Undo', onSelect: () => conversation.setDraft(draft) }
      const deleteDraft = () => {
        conversation.setDraft('')
        showToast({ text: 'Draft deleted', action: undo })
      }
      items.push({ text: 'Delete draft', icon: 'trash', isDestructive: true, onSelect: deleteDraft })
    }
    return { label: 'Conversation', items }
  }
}
