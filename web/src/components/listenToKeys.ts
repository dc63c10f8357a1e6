import { isMuted, isUnread } from '../groups.ts'
import { conversationAt, pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import { actionOf, type RowAction, rowOf, undoButton } from '../shortcuts.ts'
import { conversationActions, openSearch } from './conversationActions.ts'
import type { Page } from './usePage.ts'

const focusList = () => {
  const row =
    document.querySelector<HTMLElement>('.inbox [aria-current]') ?? document.querySelector('.inbox a')
  if (row instanceof HTMLElement) row.focus()
}

const goToNeighbour = ({ messenger }: Page, step: number) => {
  const { list, id } = conversationAt(location.pathname) ?? {}
  const { groups } = messenger.inbox(list).get()
  const next = groups[groups.findIndex(({ uuid }) => uuid === id) + step]
  if (next) navigate(pathOf({ list, id: next.uuid }))
}

const actOnRow = (page: Page, action: RowAction, id: string) => {
  const { group } = page.messenger.conversation(id).get()
  const isInbox = group?.state === 'inbox'
  if (!isInbox && group?.state !== 'archived') return
  const { archive, unarchive, mute, unmute, markRead, markUnread } = conversationActions(page, id)
  if (action === 'archive') isInbox ? archive() : unarchive()
  else if (action === 'mute') isMuted(group) ? unmute() : mute(undefined)
  else isUnread(group) ? markRead() : markUnread()
}

const searchOpenConversation = ({ messenger }: Page, event: Event) => {
  const { id } = conversationAt(location.pathname) ?? {}
  if (!id || !messenger.conversation(id).get().group) return
  event.preventDefault()
  openSearch(id)
}

/** The shortcuts of the page; shortcuts.ts lists them. Returns a function that ends them. */
export const listenToKeys = (page: Page) => {
  const onKeyDown = (event: KeyboardEvent) => {
    const action = actionOf(event)
    if (!action) return
    if (action === 'list') return focusList()
    if (action === 'search') return searchOpenConversation(page, event)
    event.preventDefault()
    if (action === 'jump') page.openDialog('jump')
    else if (action === 'undo') undoButton()?.click()
    else if (action === 'help') page.openDialog('shortcuts')
    else if (action === 'next' || action === 'previous') goToNeighbour(page, action === 'next' ? 1 : -1)
    else actOnRow(page, action, conversationAt(rowOf(event.target)?.pathname ?? '')?.id ?? '')
  }
  addEventListener('keydown', onKeyDown)
  return () => removeEventListener('keydown', onKeyDown)
}
