import { markRead } from './api.ts'
import { Failure } from './failure.ts'
import { groupOf, inbox, me, refreshGroup } from './mailbox.ts'
import { tellTabs } from './tabs.ts'
import type { Message } from './types.ts'

const marked = new Map<string, string>()

const read = (groupUuid: string, unreadCount: number) => inbox.send({ type: 'read', groupUuid, unreadCount })

/** Somebody has the newest message before their eyes. The server is told once, and only where it does not know. */
export const haveRead = async (groupUuid: string, newest: Message) => {
  const profile = me.get()
  const group = groupOf(groupUuid)
  const isNews = group?.unread_count !== 0
  // What the list counts as unread may be on its way here: it is read when it has come.
  const isLast = !group || newest.created_at >= group.created_at
  if (!profile || !isNews || !isLast || newest.user_uuid === profile.uuid) return
  if (marked.get(groupUuid) === newest.uuid) return read(groupUuid, 0)
  marked.set(groupUuid, newest.uuid)
  try {
    const unreadCount = await markRead(groupUuid, newest.uuid)
    // What has come meanwhile may be counted in it or not.
    const isStillLast = (groupOf(groupUuid)?.created_at ?? '') <= newest.created_at
    if (isStillLast) read(groupUuid, unreadCount)
    else await refreshGroup(groupUuid)
    const who = { user_uuid: profile.uuid, message_uuid: newest.uuid }
    tellTabs({ type: 'read', message_group_uuid: groupUuid, ...who })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    marked.delete(groupUuid) // at the next look, then
  }
}

/** Whether somebody is likely to see what this page shows. */
export const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
