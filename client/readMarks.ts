import { messengerErrorOf } from './errors.ts'
import type { Groups } from './groups.ts'
import { isNewLast, isRequest } from './groupsState.ts'
import type { Membership } from './membership.ts'
import { isBefore } from './place.ts'
import type { Timeline } from './timeline.ts'
import type { Api, LocalFrame, Message, Profile } from './types.ts'

type Mark = Pick<Message, 'uuid' | 'user_uuid' | 'created_at'>

type Context = {
  api: Api
  groups: Groups
  me: () => Profile | undefined
  publish: (frame: LocalFrame) => void
  onFailure: (error: unknown) => void
}

const nothingUnread = { unread_count: 0, is_marked_unread: false }

type Conversation = { uuid: () => string | undefined; timeline: Timeline; membership: Membership }

/** How far the user and the other person have read in one conversation. */
export const createReadMarks = (
  { api, groups, me, publish, onFailure }: Context,
  { uuid, timeline, membership }: Conversation,
) => {
  let marked: Mark | undefined // the server knows
  let wanted: Mark | undefined // the newest one that the user has read

  const group = () => groups.find(uuid())
  const find = (messageUuid: string) =>
    timeline.state.get().messages.findLast((message) => message.uuid === messageUuid)

  const includes = (mark: Mark | undefined, message: Mark) => mark !== undefined && !isBefore(mark, message)

  /** The last message as the list shows it: nobody may have opened the conversation. */
  const findLast = (messageUuid: string): Mark | undefined => {
    const { last_message, created_at } = group() ?? {}
    return last_message?.uuid === messageUuid
      ? { uuid: messageUuid, user_uuid: last_message.user_uuid, created_at: created_at ?? '' }
      : undefined
  }

  const isMarked = (message: Mark) => includes(marked, message)

  const send = async (groupUuid: string, message: Mark) => {
    const path = { message_group_uuid: groupUuid }
    const body = { message_uuid: message.uuid }
    const fetches = groups.unreadFetches()
    const response = await api('PUT /api/message_groups/{message_group_uuid}/read', { path, body })
    marked = message
    // The count may or may not include a message that arrived during the request.
    const isLast = (group()?.created_at ?? '') <= message.created_at
    if (isLast) groups.dispatch({ type: 'markedRead', groupUuid, unreadCount: response.body.unread_count })
    else await groups.fetch(groupUuid)
    // It may or may not have been counted as unread by a request that overlapped with this one.
    if (groups.unreadFetches() !== fetches) groups.refreshUnread().catch(onFailure)
    const profile = me()
    if (!profile) return
    const frame = { message_group_uuid: groupUuid, user_uuid: profile.uuid, message_uuid: message.uuid }
    publish({ type: 'read', ...frame })
  }

  /** One request at a time, after the changes before it; the newest mark includes those before it. */
  const sendWanted = (isAgain = false) =>
    membership.inOrder(async () => {
      const groupUuid = uuid()
      const isAccepted = () => !isRequest(groups.stored(groupUuid))
      if (isAgain) marked = undefined
      try {
        while (groupUuid && wanted && !isMarked(wanted) && isAccepted()) await send(groupUuid, wanted)
      } catch (error) {
        if (!messengerErrorOf(error).isRetryable) wanted = undefined
      }
    })

  return {
    mark: (messageUuid: string) => {
      const listed = findLast(messageUuid)
      const message = find(messageUuid) ?? listed
      const known = group()
      if (!message || isRequest(known)) return
      const isOwn = message.user_uuid === me()?.uuid
      const stored = groups.stored(uuid())
      const isAgain = known?.is_marked_unread
      // Of a request that is being accepted, the count is not known yet.
      if (!isAgain && (isOwn || (stored?.unread_count === 0 && !isRequest(stored)))) return
      // A newer message is on its way to this client, and is marked when it is here.
      const { messages, newer } = timeline.state.get()
      const isLast = listed !== undefined || (!newer && message === messages.at(-1))
      if (isLast && known && known.created_at > message.created_at) return
      if (!isAgain && isMarked(message)) {
        // The list was fetched before the mark was set.
        if (isLast && known) groups.dispatch({ type: 'markedRead', groupUuid: known.uuid, unreadCount: 0 })
        return
      }
      const lastRead = known && find(known.last_read_uuid ?? '')
      if (!isLast && includes(lastRead, message) && !known?.is_marked_unread) return
      if (wanted && isBefore(message, wanted)) return
      wanted = message
      const change = { groupUuid: uuid(), shown: nothingUnread, marked: stored }
      if (isLast) groups.showWhile(change, () => sendWanted(isAgain))
      else sendWanted(isAgain)
    },

    /** After a failure. */
    retry: () => {
      sendWanted()
    },

    /** A member has read up to a message, in whichever tab or device. */
    received: (userUuid: string, messageUuid: string) => {
      const message = find(messageUuid)
      if (userUuid !== me()?.uuid) {
        if (message) {
          const seen = { message_uuid: messageUuid, created_at: message.created_at }
          timeline.dispatch({ type: 'seen', seen })
        } else if (timeline.state.get().name !== 'empty') timeline.fetchGroup() // the message is on its way
        return
      }
      const known = groups.stored(uuid())
      const isLast = known !== undefined && messageUuid === known.last_message.uuid
      // A message that the list does not show yet will be counted when its frame arrives.
      const isShown = isLast || (known && message && !isNewLast(known, message))
      const isMarkedUnread = known?.is_marked_unread
      if (isShown && known?.unread_count === 0 && !isMarkedUnread) return
      if (isLast && !isMarkedUnread) {
        groups.dispatch({ type: 'markedRead', groupUuid: known.uuid, unreadCount: 0 })
      } else if (!message || !includes(wanted, message)) timeline.fetchGroup() // else the request fetches it
    },
  }
}
