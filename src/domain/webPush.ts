import * as z from 'zod/mini'
import { isMuted, isReadable, listOf, type Membership } from './group.ts'
import { type Message, previewOf } from './message.ts'
import { isUuid, timeOf } from './place.ts'

/* Which messages are pushed to whom, and what a push contains. */

/** People to whom a message is pushed, because they look at none of their clients, as a message of the queue. */
export const webPushSchema = z.object({
  group_uuid: z.string().check(z.refine(isUuid)),
  place: z.string(),
  user_uuids: z.array(z.string().check(z.refine(isUuid))),
})

export type WebPush = z.infer<typeof webPushSchema>

/** Whether a message can be pushed at all. */
export const isPushed = ({ event, deletedAt }: Message): boolean =>
  event === undefined && deletedAt === undefined

/**
 * Whether the member should hear of the message now. A message brings an archived conversation back, so that it counts as one of
 * the inbox.
 */
export const isWorthPush = (membership: Membership, message: Message, now: number): boolean => {
  const { userUuid, isSuspended, readPlace = '' } = membership
  const list = listOf(membership)
  return (
    isPushed(message) &&
    message.sender.uuid !== userUuid &&
    (list === 'inbox' || list === 'archived') &&
    !isSuspended &&
    !isMuted(membership, now) &&
    isReadable(membership, message.place) &&
    message.place > readPlace
  )
}

/** What a push contains. It is encrypted for the browser, and the push service cannot read it. */
export const pushPayload = (
  membership: Membership,
  message: Message,
  { showsText }: { showsText: boolean },
) => ({
  type: 'message' as const,
  message_group_uuid: membership.groupUuid,
  ...(membership.kind === 'named' ? { title: membership.shown.title } : {}),
  message: {
    uuid: message.uuid,
    created_at: timeOf(message.place),
    user_uuid: message.sender.uuid,
    user_display_name: message.sender.displayName,
    ...(showsText
      ? {
          message: previewOf(message.text),
          ...(message.attachments ? { attachment_count: message.attachments.length } : {}),
        }
      : {}),
  },
})

export type PushPayload = ReturnType<typeof pushPayload>
