import type { Conversation, Group, Profile } from '../../../client/types.ts'
import { erasedUser } from '../../../src/domain/message.ts'
import { isBlockedIn, isMuted, isNamed, isUnread } from '../groups.ts'
import { hasKeyboard } from '../keyboard.ts'
import { pathOf } from '../paths.ts'
import { isBlank } from '../text.ts'
import * as texts from '../texts.ts'
import { blockActions, conversationActions, openSearch } from './conversationActions.ts'
import { iconPaths } from './Icon.tsx'
import type { MenuContent, MenuItem } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import { copyLink } from './useCopy.ts'
import type { Page } from './usePage.ts'

type Actions = ReturnType<typeof conversationActions>

const hourMs = 3_600_000

const muteItem = (group: Group, { mute, unmute }: Actions): MenuItem => {
  if (isMuted(group)) return { text: texts.unmute, icon: menuIcons.bell, onSelect: unmute }
  const inHours = (hours: number) => () => mute(new Date(Date.now() + hours * hourMs))
  return {
    text: texts.mute,
    icon: iconPaths.bellOff,
    items: [
      { text: texts.muteForOneHour, onSelect: inHours(1) },
      { text: texts.muteForEightHours, onSelect: inHours(8) },
      { text: texts.muteUntilUnmuted, onSelect: () => mute(undefined) },
    ],
  }
}

/** The items that move, mute or mark the conversation. None while it is a request or blocked. */
const placeItems = (group: Group, actions: Actions): MenuItem[] => {
  const { archive, unarchive, markRead, markUnread } = actions
  if (group.state !== 'inbox' && group.state !== 'archived') return []
  return [
    isUnread(group)
      ? { text: texts.markAsRead, icon: menuIcons.check, onSelect: markRead }
      : { text: texts.markAsUnread, icon: menuIcons.unread, onSelect: markUnread },
    muteItem(group, actions),
    group.state === 'archived'
      ? { text: texts.unarchive, icon: menuIcons.unarchive, onSelect: unarchive }
      : { text: texts.archive, icon: menuIcons.archive, onSelect: archive },
  ]
}

type Person = Pick<Profile, 'uuid' | 'display_name'>

const deleteDraftItem = ({ showToast }: Page, { get, setDraft }: Conversation): MenuItem => {
  const { draft } = get()
  const onSelect = () => {
    setDraft('')
    showToast({ text: texts.draftDeleted, action: { text: texts.undo, onSelect: () => setDraft(draft) } })
  }
  return { text: texts.deleteDraft, icon: menuIcons.trash, isDestructive: true, onSelect }
}

/** The items that block and report the other person. */
const personItems = (page: Page, id: string, person: Person): MenuItem[] => {
  const { group, messages } = page.messenger.conversation(id).get()
  const { block, unblock } = blockActions(page, person)
  const blockItem: MenuItem = isBlockedIn(group, page.messenger.blocks.get(), person.uuid)
    ? { text: texts.unblock, icon: menuIcons.block, onSelect: unblock }
    : { text: texts.block, icon: menuIcons.block, isDestructive: true, onSelect: () => block() }
  if (!group) return ['separator', blockItem]
  const newest = messages.findLast(({ user_uuid }) => user_uuid === person.uuid)?.uuid
  const messageUuid = group.last_message.user_uuid === person.uuid ? group.last_message.uuid : newest
  const report = () => page.openDialog('report', { id, person, messageUuid })
  return [
    'separator',
    blockItem,
    { text: texts.report, icon: menuIcons.flag, isDestructive: true, onSelect: report },
  ]
}

const groupItems = ({ openDialog }: Page, id: string): MenuItem[] => [
  'separator',
  { text: texts.groupInfo, icon: menuIcons.people, onSelect: () => openDialog('group', { id }) },
  {
    text: texts.leaveGroup,
    icon: menuIcons.leave,
    isDestructive: true,
    onSelect: () => openDialog('leaveGroup', { id }),
  },
]

type Options = {
  isInList: boolean
  /** The other person, if they are known. */
  person: Person | undefined
}

/** What can be done with a conversation, in the list and in its header. */
export const conversationMenu = (page: Page, id: string, { isInList, person }: Options): MenuContent => {
  const conversation = page.messenger.conversation(id)
  const { group, draft } = conversation.get()
  const path = pathOf({ id })
  const items: MenuItem[] = group ? placeItems(group, conversationActions(page, id)) : []
  if (items.length > 0) items.push('separator')

  if (group) {
    items.push({ text: texts.searchMessages, icon: iconPaths.search, onSelect: () => openSearch(id) })
  }
  items.push({ text: texts.copyLink, icon: menuIcons.link, onSelect: () => copyLink(page.showToast, path) })
  if (isInList && hasKeyboard()) {
    const openTab = () => open(path, '_blank', 'noopener')
    items.push({ text: texts.openInNewTab, icon: menuIcons.open, onSelect: openTab })
  }
  if (!isBlank(draft)) items.push(deleteDraftItem(page, conversation))
  if (group && isNamed(group)) items.push(...groupItems(page, id))
  else if (person && person.uuid !== erasedUser.uuid) items.push(...personItems(page, id, person))
  return { label: texts.conversation, items }
}
