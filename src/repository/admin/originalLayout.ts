import * as z from 'zod/mini'
import { erasedUser, type Person, previewOf, redactedText } from '../../domain/message.ts'
import { isPlace, timeOf } from '../../domain/place.ts'
import { markReadUpTo, membershipItem } from '../memberships.ts'
import { messageItem } from '../messages.ts'
import { putIfAbsent } from '../writes.ts'
import { scanPages } from './scan.ts'

/*
 * The layout of the original application, and its items in ours.
 *
 * item         pk                 sk
 * message      MSG#<group uuid>   <time>                  a bare time, with an offset or none, in microseconds
 * membership   GRP#<user uuid>    <time of last message>  message_group_uuid, and the other person as user_*
 */

const time = z.string().check(z.refine((text) => isPlace(text) && !text.includes('#')))
const person = { user_uuid: z.string(), user_display_name: z.string(), user_handle: z.string() }

const originalMessage = z.object({
  pk: z.string().check(z.startsWith('MSG#')),
  sk: time,
  message_uuid: z.string(),
  message: z.string(),
  ...person,
})
const originalMembership = z.object({
  pk: z.string().check(z.startsWith('GRP#')),
  sk: time,
  message_group_uuid: z.string(),
  ...person,
})

export type OriginalMessage = z.infer<typeof originalMessage>
export type OriginalMembership = z.infer<typeof originalMembership>
export type Original =
  | { kind: 'message'; item: OriginalMessage }
  | { kind: 'membership'; item: OriginalMembership }
  | { kind: 'other'; keys: { pk: unknown; sk: unknown } }

const recognise = (item: Record<string, unknown>): Original => {
  const message = originalMessage.safeParse(item)
  if (message.success) return { kind: 'message', item: message.data }
  const membership = originalMembership.safeParse(item)
  if (membership.success) return { kind: 'membership', item: membership.data }
  return { kind: 'other', keys: { pk: item.pk, sk: item.sk } }
}

/** All items of a table in the original layout, a page at a time. */
export async function* readOriginal(tableName: string): AsyncGenerator<Original[]> {
  for await (const items of scanPages({ tableName })) yield items.map(recognise)
}

/** In UTC, and with all six digits of a microsecond, so that two messages of one millisecond keep their order. */
const placeFrom = ({ sk, message_uuid }: Pick<OriginalMessage, 'sk' | 'message_uuid'>): string => {
  const [, fraction = ''] = /\.(\d+)/.exec(sk) ?? []
  const second = timeOf(sk).slice(0, 'yyyy-mm-ddThh:mm:ss'.length)
  return `${second}.${fraction.padEnd(6, '0')}Z#${message_uuid}`
}

export const groupOf = (message: OriginalMessage): string => message.pk.slice('MSG#'.length)

/** Writes a message in our layout, unless it is there. Answers whether it was not. */
export const moveMessage = (
  message: OriginalMessage,
  groupUuid: string,
  memberUuids: string[],
): Promise<boolean> =>
  putIfAbsent(
    messageItem({
      uuid: message.message_uuid,
      groupUuid,
      place: placeFrom(message),
      text: message.message,
      sender: {
        uuid: message.user_uuid,
        displayName: message.user_display_name,
        handle: message.user_handle,
      },
      memberUuids,
    }),
  )

export const memberOf = ({ pk }: OriginalMembership): string => pk.slice('GRP#'.length)

/** The person that an item speaks of: a message of its author, a membership of the other one. */
export const personIn = (item: OriginalMessage | OriginalMembership): Person => ({
  uuid: item.user_uuid,
  displayName: item.user_display_name,
  handle: item.user_handle,
})

/** Writes a membership in our layout; where two have begun to talk here already, what they said before is read. */
export const moveMembership = async (
  userUuid: string,
  groupUuid: string,
  other: Person,
  newest: OriginalMessage,
): Promise<boolean> => {
  const place = placeFrom(newest) // all read, for the original counted nothing as unread
  const preview = previewOf(newest.message)
  const isNew = await putIfAbsent(
    membershipItem({ userUuid, groupUuid, other, lastPlace: place, preview, readPlace: place }),
  )
  if (!isNew) await markReadUpTo(userUuid, groupUuid, place)
  return isNew
}

/** A message of the original layout as it is moved once its author was erased. */
export const redactOriginal = (message: OriginalMessage): OriginalMessage => ({
  ...message,
  message: redactedText,
  user_uuid: erasedUser.uuid,
  user_display_name: erasedUser.displayName,
  user_handle: erasedUser.handle,
})

export const isLater = (one: OriginalMessage, other: OriginalMessage): boolean =>
  placeFrom(one) > placeFrom(other)
