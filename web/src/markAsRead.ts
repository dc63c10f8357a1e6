import { markRead } from './api.ts'
import { groupOf, inbox, me, refreshGroup } from './mailbox.ts'
import { RequestError } from './requestError.ts'
import { postToTabs } from './tabs.ts'
import type { Message } from './types.ts'

const lastMarked = new Map<string, string>()

const setUnreadCount = (groupUuid: string, unreadCount: number) =>
  inbox.send({ type: 'read', groupUuid, unreadCount })

/** Marks a conversation as read up to its newest message. Sends one request per message, and none if nothing is unread. */
export const markAsRead = async (groupUuid: string, newest: Message) => {
  const profile = me.get()
  const group = groupOf(groupUuid)
  const isUnread = group?.unread_count !== 0
  // The unread message may still be on its way to this client: then it is marked when it has arrived.
  const isLast = !group || newest.created_at >= group.created_at
  if (!profile || !isUnread || !isLast || newest.user_uuid === profile.uuid) return
  if (lastMarked.get(groupUuid) === newest.uuid) return setUnreadCount(groupUuid, 0)
  lastMarked.set(groupUuid, newest.uuid)
  try {
    const unreadCount = await markRead(groupUuid, newest.uuid)
    // The count may or may not include a message that arrived during the request.
    const isStillLast = (groupOf(groupUuid)?.created_at ?? '') <= newest.created_at
    if (isStillLast) setUnreadCount(groupUuid, unreadCount)
    else await refreshGroup(groupUuid)
    const mark = { user_uuid: profile.uuid, message_uuid: newest.uuid }
    postToTabs({ type: 'read', message_group_uuid: groupUuid, ...mark })
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    lastMarked.delete(groupUuid) // so that the next call tries again
  }
}

/** Whether the page is visible and has the focus, so that somebody is likely to read it. */
export const isPageFocused = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
