import * as z from 'zod/mini'
import type { DirectMembership } from '../../domain/group.ts'
import { erasedUser, type Person } from '../../domain/message.ts'
import { isPlace, isUuidV7, type Place, timeOf } from '../../domain/place.ts'
import type { User } from '../../domain/user.ts'
import { migratedPlaceKey } from '../keys.ts'
import { blockAttributes, membershipItem } from '../membershipItem.ts'
import { readRow } from '../memberships.ts'
import { markReadUpTo } from '../membershipUpdates.ts'
import { messageItem } from '../messages.ts'
import { putIfAbsent, putItem, updateIf, updateUnchanged } from '../writes.ts'
import { scanPages } from './scan.ts'

/*
 * Reads the table of the original application and writes its items in the current layout. The original layout:
 *
 * item         pk                 sk
 * message      MSG#<group uuid>   <time>                  microseconds, with or without an offset
 * membership   GRP#<user uuid>    <time of last message>  user_* is the other person
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

const classify = (item: Record<string, unknown>): Original => {
  const message = originalMessage.safeParse(item)
  if (message.success) return { kind: 'message', item: message.data }
  const membership = originalMembership.safeParse(item)
  if (membership.success) return { kind: 'membership', item: membership.data }
  return { kind: 'other', keys: { pk: item.pk, sk: item.sk } }
}

/** Reads all items of a table in the original layout, page by page. */
export async function* readOriginal(tableName: string): AsyncGenerator<Original[]> {
  for await (const items of scanPages({ tableName })) yield items.map(classify)
}

/** In UTC, with microseconds: two messages of the same millisecond keep their order. */
const placeFrom = ({ sk, message_uuid }: Pick<OriginalMessage, 'sk' | 'message_uuid'>): Place => {
  const [, fraction = ''] = /\.(\d+)/.exec(sk) ?? []
  const second = timeOf(sk).slice(0, 'yyyy-mm-ddThh:mm:ss'.length)
  return `${second}.${fraction.padEnd(6, '0')}Z#${message_uuid}`
}

export const groupUuidIn = (message: OriginalMessage): string => message.pk.slice('MSG#'.length)

/** Writes a message in the current layout unless it exists. Returns whether it was written. */
export const moveMessage = async (
  message: OriginalMessage,
  groupUuid: string,
  memberUuids: string[],
): Promise<boolean> => {
  const place = placeFrom(message)
  if (!isUuidV7(message.message_uuid))
    await putItem({ ...migratedPlaceKey(groupUuid, message.message_uuid), place })
  return putIfAbsent(
    messageItem({
      uuid: message.message_uuid,
      groupUuid,
      place,
      text: message.message,
      sender: {
        uuid: message.user_uuid,
        displayName: message.user_display_name,
        handle: message.user_handle,
      },
      memberUuids,
      ...(message.user_uuid === erasedUser.uuid ? { deletedAt: timeOf(message.sk) } : {}),
    }),
  )
}

export const memberUuidIn = ({ pk }: OriginalMembership): string => pk.slice('GRP#'.length)

/** The person in an item: the author of a message, the other person of a membership. */
export const personIn = (item: OriginalMessage | OriginalMembership): Person => ({
  uuid: item.user_uuid,
  displayName: item.user_display_name,
  handle: item.user_handle,
})

/** Completes the row of a block before the first message. Returns false if it has changed. */
const completeBlocked = (membership: DirectMembership): Promise<boolean> => {
  const { pk, sk, ...after } = membershipItem(membership)
  const before = { pk, message_group_uuid: undefined, ...blockAttributes(membership) }
  return updateIf(updateUnchanged({ pk, sk }, { before, after }))
}

const maxAttempts = 5

/** Writes a membership unless it exists. Returns whether it was written. */
const putMembership = async (membership: DirectMembership): Promise<boolean> => {
  const { userUuid, groupUuid } = membership
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (await putIfAbsent(membershipItem(membership))) return true
    const row = await readRow(userUuid, groupUuid)
    if (row.hasBegun) return false
    if (await completeBlocked({ ...membership, ...row.blocks })) return true
  }
  throw new Error(`gave up writing the row of ${userUuid} in ${groupUuid}`)
}

/**
 * Writes a membership in the current layout unless it exists. If it does, because the two have already talked here, its
 * read mark is moved past the old messages. Returns whether it was written.
 */
export const moveMembership = async (
  userUuid: string,
  groupUuid: string,
  other: User,
  newest: OriginalMessage,
): Promise<boolean> => {
  const place = placeFrom(newest) // everything is read: the original application had no unread messages
  const row = {
    kind: 'direct',
    userUuid,
    groupUuid,
    other,
    otherVersion: other.profileVersion,
    lastPlace: place,
    readPlace: place,
    state: 'inbox',
  } as const
  const isNew = await putMembership(row)
  if (!isNew) await markReadUpTo(userUuid, groupUuid, place)
  return isNew
}

/** A message of the original layout without its author and text, for an author who has been erased. */
export const redactOriginal = (message: OriginalMessage): OriginalMessage => ({
  ...message,
  message: '',
  user_uuid: erasedUser.uuid,
  user_display_name: erasedUser.displayName,
  user_handle: erasedUser.handle,
})

export const isLater = (a: OriginalMessage, b: OriginalMessage): boolean => placeFrom(a) > placeFrom(b)
