import type { Conversations } from './conversations.ts'
import type { Groups } from './groups.ts'
import { isNewLast } from './groupsState.ts'
import { repeatedFlight } from './singleFlight.ts'
import type { LocalFrame, Message, Platform, Profile } from './types.ts'

const maxHeld = 500
/** The row in the table may be a little older than the frame. */
const fetchAfterMs = 2000

type Context = {
  platform: Platform
  groups: Groups
  conversations: Conversations
  me: () => Profile | undefined
  /** The user's settings or blocks have changed. */
  onMeChanged: () => void
  onFailure: (error: unknown) => void
}

/** Passes frames on to the lists and the conversations. Frames can be repeated, late and out of order. */
export const createFrames = ({ platform, groups, conversations, me, onMeChanged, onFailure }: Context) => {
  /** Frames that arrived before it was known who the user is. */
  let held: LocalFrame[] = []
  const groupFetches = new Map<string, () => Promise<void>>()

  const fetchGroup = async (uuid: string): Promise<void> => {
    const fetch = async () => {
      await groups.fetch(uuid)
      await groups.refreshUnread() // after it, because it counts the conversations that are not here
    }
    const running = groupFetches.get(uuid) ?? repeatedFlight(fetch)
    groupFetches.set(uuid, running)
    await running().catch((error) => {
      conversations.find(uuid).fetchFailed(error)
      onFailure(error)
    })
  }

  const fetches = new Set<string>()
  /** Only the server knows what is unread after a deletion. After an event, a list may still show the title before it. */
  const fetchLater = (groupUuid: string) => {
    if (fetches.has(groupUuid)) return
    fetches.add(groupUuid)
    platform.setTimeout(() => {
      fetches.delete(groupUuid)
      fetchGroup(groupUuid)
    }, fetchAfterMs)
  }

  const messageReceived = async (groupUuid: string, message: Message, isChange = false) => {
    const isOwn = message.user_uuid === me()?.uuid
    const event = { type: 'messageReceived', groupUuid, message, isOwn } as const
    conversations.find(groupUuid).messageReceived(message, isChange)
    const row = groups.stored(groupUuid)
    // A changed message that is newer than the last one: its own frame is late, or was lost.
    if (isChange && !(row && isNewLast(row, message))) {
      groups.dispatch(event)
      if (row && row.unread_count > 0 && message.deleted_at && !isOwn) fetchLater(groupUuid)
      return
    }
    if (message.event) fetchLater(groupUuid)
    const isListed = groups.isListed(groupUuid)
    if (!isListed) {
      // Only the server knows the list of the others: it brings back what was archived or declined.
      if (isOwn || groups.find(groupUuid)?.state === 'request') groups.dispatch(event)
      await fetchGroup(groupUuid)
    }
    const known = groups.stored(groupUuid)
    groups.dispatch(event)
    const isLate = known && !isNewLast(known, message) && known.last_message.uuid !== message.uuid
    // Only the server knows whether it counts a late message as unread, and what is unread after an own late one.
    const mayChangeCount = !isOwn || (known?.unread_count ?? 0) > 0
    // An event tells what has changed, but not what the row shows of the group.
    if (isListed && (message.event || (isLate && mayChangeCount))) await fetchGroup(groupUuid)
  }

  const receive = (frame: LocalFrame) => {
    if (!me()) {
      if (held.length < maxHeld) held.push(frame)
      return
    }
    switch (frame.type) {
      case 'message':
      case 'changed':
        messageReceived(frame.message_group_uuid, frame.message, frame.type === 'changed')
        return
      case 'read':
        return conversations.find(frame.message_group_uuid).readReceived(frame.user_uuid, frame.message_uuid)
      case 'typing':
        return conversations.find(frame.message_group_uuid).typingReceived(frame.user_uuid)
      case 'group':
      case 'group_removed':
        fetchGroup(frame.message_group_uuid)
        return
      case 'row':
        groups.dispatch({ type: 'groupLoaded', group: frame.group })
        groups.refreshUnread().catch(onFailure)
        return
      case 'me':
        return onMeChanged()
    }
  }

  return {
    receive,

    /** It is known who the user is. Returns whether no frame was lost. */
    receiveHeld: (): boolean => {
      const frames = held
      held = []
      for (const frame of frames) receive(frame)
      return frames.length < maxHeld
    },
  }
}
