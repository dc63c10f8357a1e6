import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidOf, type Membership } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import { type Draft, type Message, type Person, previewOf } from '../domain/message.ts'
import { firstPlaceOf, isFresh, placeOf } from '../domain/place.ts'
import type { User } from '../domain/user.ts'
import { countWithinLimit } from './limits.ts'
import { getMembership, membershipItem } from './memberships.ts'
import { messageItem, pointerItem } from './messages.ts'
import { rejectKeyOfAnotherGroup, rememberKey, storeMessage } from './storeMessage.ts'
import { getUserByHandle, mustExist } from './users.ts'
import { newItem, transactWrite } from './writes.ts'

// The last known owner of each handle. A handle can get another owner, so this only says which membership to read ahead.
const owners = createCache<string>()

/**
 * Finds the user with a handle, and the sender's membership of the conversation with them. Reads the membership
 * speculatively, for the cached owner of the handle, while the handle is looked up.
 */
export const findRecipient = async (
  senderUuid: string,
  handle: string,
): Promise<{ other?: User | undefined; membership?: Membership | undefined }> => {
  const readMembership = (otherUuid: string) => getMembership(senderUuid, groupUuidOf(senderUuid, otherUuid))
  const cachedOwner = owners.get(handle)
  const [other, membership] = await Promise.all([
    getUserByHandle(handle),
    cachedOwner ? readMembership(cachedOwner) : undefined,
  ])
  if (!other || other.uuid === senderUuid) return { other }
  if (other.uuid === cachedOwner) return { other, membership }
  owners.set(handle, other.uuid)
  return { other, membership: await readMembership(other.uuid) }
}

const firstMembership = (userUuid: string, other: Person, message: Message): Membership => ({
  userUuid,
  groupUuid: message.groupUuid,
  other,
  lastPlace: message.place,
  preview: previewOf(message.text),
  ...(message.sender.uuid === userUuid ? { readPlace: message.place } : {}),
})

type Options = { clock: () => number; limit?: Limit }

/**
 * Starts a conversation: both memberships and the message in one transaction. If the two already have a conversation,
 * the transaction fails and the message is stored in that one.
 *
 * The transaction also checks that both users exist. Without that, a conversation could be started from a cached profile
 * after an erasure has listed the user's conversations.
 */
export const startGroup = async (
  draft: Draft,
  other: Person,
  { clock, limit }: Options,
): Promise<Message> => {
  rejectKeyOfAnotherGroup(draft)
  const { uuid, groupUuid, sender } = draft
  const firstPlace = firstPlaceOf(uuid) ?? ''
  const now = clock()
  const place = isFresh(firstPlace, now) ? firstPlace : placeOf(now, uuid)
  // Quiet, because the transaction writes both memberships: updateInbox has nothing to add.
  const message: Message = { ...draft, place, isQuiet: true }
  const puts = [
    membershipItem(firstMembership(sender.uuid, other, message)),
    membershipItem(firstMembership(other.uuid, sender, message)),
    ...(place === firstPlace ? [] : [pointerItem(groupUuid, firstPlace, place)]),
    messageItem(message),
  ].map((item) => ({ Put: newItem(item) }))
  const counts = limit ? [{ Update: countWithinLimit(sender.uuid, limit, now) }] : []
  const checks = [mustExist(sender.uuid), mustExist(other.uuid)]

  const [isSenderGone, isOtherGone, ...failed] = await transactWrite([...checks, ...puts, ...counts])
  if (isSenderGone) throw new VisibleError('user_unknown')
  if (isOtherGone) throw new VisibleError('user_not_found')
  if (failed.slice(0, puts.length).includes(true)) return storeMessage(draft, clock)
  if (limit && failed.includes(true)) throw tooManyRequests(limit, now)
  rememberKey(draft)
  return message
}
