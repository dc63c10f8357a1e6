import { messengerErrorOf } from '../../../client/errors.ts'
import type { MembershipChange, Profile } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { conversationAt, pathOf, searchAt } from '../paths.ts'
import { navigate } from '../router.tsx'
import { searchPath } from '../searchPath.ts'
import * as texts from '../texts.ts'
import { timeOfDay } from '../time.ts'
import { stepTo } from './historySteps.ts'
import type { Page } from './usePage.ts'

/** Shows why something that the person has done did not work. */
export const showFailure =
  ({ showToast }: Page) =>
  (error: unknown) =>
    showToast({ text: errorMessage(messengerErrorOf(error).code) })

/** Changes the address of the open conversation to the list that contains it now, unless the inbox is beside it. */
const updateAddress = ({ messenger }: Page) => {
  const { list, id } = conversationAt(location.pathname) ?? {}
  const state = id && messenger.conversation(id).get().group?.state
  if (!list || !state || state === list) return
  const isOtherList = state !== 'inbox' && state !== 'declined'
  navigate(pathOf({ id, ...(isOtherList && { list: state }) }), { replace: true })
}

/** Opens the search in a conversation, or returns to it. */
export const openSearch = (id: string) => {
  const opened = conversationAt(location.pathname)
  const search = opened?.id === id ? searchAt(location.search) : undefined
  const path = searchPath({ list: opened?.list, id }, search?.query ?? '')
  if (search) navigate(path, { replace: true })
  else stepTo(path)
  document.querySelector<HTMLElement>('.message-search input')?.focus()
}

/** Blocks somebody, which can be undone, or unblocks them. */
export const blockActions = (page: Page, { uuid, display_name }: Pick<Profile, 'uuid' | 'display_name'>) => {
  const { messenger, showToast } = page
  const unblock = () => messenger.blocks.unblock(uuid).then(() => updateAddress(page), showFailure(page))
  return {
    block: (text = texts.youBlocked(display_name)) => {
      messenger.blocks.block(uuid).catch(showFailure(page))
      showToast({ text, action: { text: texts.undo, onSelect: unblock } })
    },
    unblock: () => {
      unblock()
      showToast({ text: texts.youUnblocked(display_name) })
    },
  }
}

/** What people do with a conversation. Archiving and declining can be undone. */
export const conversationActions = (page: Page, id: string) => {
  const { messenger, showToast } = page
  const conversation = messenger.conversation(id)
  /** If the change fails, the address is again what it was before, unless the person has opened something else. */
  const change = (changes: MembershipChange, go?: () => unknown) => {
    const done = conversation.update(changes)
    const { pathname } = location
    go?.()
    const { pathname: next } = location
    done.catch((error) => {
      showFailure(page)(error)
      if (location.pathname === next) navigate(pathname, { replace: true })
    })
  }

  /** Hides the conversation from its list, and closes it. Undo opens it again. */
  const hide = (text: string, changes: MembershipChange, undone: MembershipChange) => {
    const { pathname } = location
    const opened = conversationAt(pathname)
    const isOpen = opened?.id === id
    change(changes, () => isOpen && navigate(pathOf({ list: opened?.list })))
    const undo = () => change(undone, () => isOpen && navigate(pathname))
    showToast({ text, action: { text: texts.undo, onSelect: undo } })
  }

  const moveIn = (changes: MembershipChange) =>
    change(changes, () => conversationAt(location.pathname)?.id === id && updateAddress(page))

  return {
    archive: () => hide(texts.conversationArchived, { is_archived: true }, { is_archived: false }),
    unarchive: () => {
      moveIn({ is_archived: false })
      showToast({ text: texts.movedToConversations })
    },
    accept: () => moveIn({ request: 'accepted' }),
    decline: () => hide(texts.requestDeclined, { request: 'declined' }, { request: 'pending' }),
    mute: (until: Date | undefined) => {
      change({ muted_until: (until ?? new Date(farFuture)).toISOString() })
      showToast({ text: until ? texts.mutedUntil(timeOfDay(until.toISOString())) : texts.muted })
    },
    unmute: () => {
      change({ muted_until: null })
      showToast({ text: texts.noLongerMuted })
    },
    markRead: () => {
      const { group } = conversation.get()
      if (group) conversation.markRead(group.last_message.uuid)
    },
    markUnread: () => {
      const opened = conversationAt(location.pathname)
      const close = () => opened?.id === id && navigate(pathOf({ list: opened.list })) // else it would be read at once
      change({ is_marked_unread: true }, close)
    },
  }
}

/** Muted until the person turns it off. */
export const farFuture = '9999-12-31T00:00:00.000Z'
