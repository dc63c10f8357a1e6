import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import { type DirectMembership, type GroupState, groupUuidOf, recipientRefusalOf } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import type { Draft, Message } from '../domain/message.ts'
import { firstPlaceOf, isFresh, placeOf } from '../domain/place.ts'
import type { User } from '../domain/user.ts'
import { countWithinLimit } from './limits.ts'
import { membershipItem } from './membershipItem.ts'
import { noRow, type Row, readRow } from './memberships.ts'
import { messageItem, pointerItem } from './messages.ts'
import { sendMessage } from './send.ts'
import { rejectKeyOfAnotherGroup, rememberKey, storeMessage } from './storeMessage.ts'
import { getUserByHandle, getUserByUuid, mustBeCurrent, requireUser } from './users.ts'
import { newItem, transactWrite } from './writes.ts'

// The last known owner of each handle. A handle can get another owner, so this only decides which row to read ahead.
const owners = createCache<string>()

/**
 * Finds the user with a handle, and the sender's row of the conversation with them. Reads the row speculatively, for the
 * cached owner of the handle, while the handle is looked up.
 */
export const findRecipient = async (
  senderUuid: string,
  handle: string,
): Promise<{ other?: User | undefined; row?: Row | undefined }> => {
  const readRowWith = (otherUuid: string) => readRow(senderUuid, groupUuidOf(senderUuid, otherUuid))
  const cachedOwner = owners.get(handle)
  const [other, row] = await Promise.all([
    getUserByHandle(handle),
    cachedOwner ? readRowWith(cachedOwner) : undefined,
  ])
  if (!other || other.uuid === senderUuid) return { other }
  if (other.uuid === cachedOwner) return { other, row }
  owners.set(handle, other.uuid)
  return { other, row: await readRowWith(other.uuid) }
}

const firstMembership = (
  userUuid: string,
  other: User,
  message: Message,
  state: GroupState,
): DirectMembership => ({
  kind: 'direct',
  userUuid,
  groupUuid: message.groupUuid,
  other,
  otherVersion: other.profileVersion,
  lastPlace: message.place,
  state,
  ...(message.sender.uuid === userUuid ? { readPlace: message.place } : {}),
})

type Options = {
  clock: () => number
  limit?: Limit | undefined
  /** The sender's row, if it was read. */
  row?: Row | undefined
}

// A transaction fails if a block, another start or a rename comes between it and the read.
const maxAttempts = 3

/** Throws an error if the sender may not start a conversation with somebody. The sender's row has the blocks. */
const requireStartable = (other: User, { blocks }: Row) => {
  const refusal = recipientRefusalOf({ other, ...blocks, isOtherSuspended: other.suspendedAt !== undefined })
  if (refusal) throw new VisibleError(refusal)
  if (other.strangers === 'nobody') throw new VisibleError('recipient_unavailable')
}

type FirstDraft = Draft & { sender: User }

/** The recipient as they are now. The sender is not told why they are unavailable. */
const requireRecipient = async (uuid: string): Promise<User> => {
  const user = await getUserByUuid(uuid)
  if (!user || user.suspendedAt) throw new VisibleError('recipient_unavailable')
  return user
}

/** The first message of a conversation, and the items that it writes. */
const firstItems = (draft: FirstDraft, other: User, now: number) => {
  const { uuid, groupUuid, sender } = draft
  const firstPlace = firstPlaceOf(uuid) ?? ''
  const place = isFresh(firstPlace, now) ? firstPlace : placeOf(now, uuid)
  // Quiet, because the transaction writes both memberships: updateInbox has nothing to add.
  const message: Message = { ...draft, place, isQuiet: true }
  const otherState = other.strangers === 'requests' ? 'request' : 'inbox'
  const items = [
    membershipItem(firstMembership(sender.uuid, other, message, 'inbox')),
    membershipItem(firstMembership(other.uuid, sender, message, otherState)),
    ...(place === firstPlace ? [] : [pointerItem(groupUuid, firstPlace, place)]),
    messageItem(message),
  ]
  return { message, items }
}

/**
 * Starts a conversation: both memberships and the message in one transaction. If the two already have a conversation, the
 * transaction fails and the message is stored in that one. If one of them blocks the other, it fails as well, because the
 * block has written both rows.
 *
 * The transaction also checks that both users exist, are not suspended and have the names that the rows get. Without that,
 * a conversation could be started from a cached profile after an erasure or a rename has listed the user's conversations.
 */
export const startGroup = async (
  draft: FirstDraft,
  other: User,
  { clock, limit, row = noRow }: Options,
  attempt = 1,
): Promise<Message> => {
  if (row.membership) return sendMessage({ membership: row.membership }, draft, clock)
  requireStartable(other, row)
  rejectKeyOfAnotherGroup(draft)
  const { groupUuid, sender } = draft
  const now = clock()
  const { message, items } = firstItems(draft, other, now)
  const puts = items.map((item) => ({ Put: newItem(item) }))
  const counts = limit ? [{ Update: countWithinLimit(sender.uuid, limit, now) }] : []
  const checks = [mustBeCurrent(sender), mustBeCurrent(other)]

  const [isSenderOutdated, isOtherOutdated, ...failed] = await transactWrite([...checks, ...puts, ...counts])
  if (isSenderOutdated || isOtherOutdated) {
    if (attempt >= maxAttempts) throw new Error(`gave up starting ${groupUuid}: too many concurrent changes`)
    const [currentSender, currentOther] = await Promise.all([
      isSenderOutdated ? requireUser(sender.uuid) : sender,
      isOtherOutdated ? requireRecipient(other.uuid) : other,
    ])
    const current = { ...draft, sender: currentSender }
    return startGroup(current, currentOther, { clock, limit, row }, attempt + 1)
  }
  if (failed.slice(0, puts.length).includes(true)) {
    const row = await readRow(sender.uuid, groupUuid)
    if (attempt < maxAttempts || row.membership)
      return startGroup(draft, other, { clock, limit, row }, attempt + 1)
    requireStartable(other, row)
    // The sender's row existed in the last attempt, and does not now: a block was written and taken back.
    const [wasBlocked] = failed
    if (wasBlocked) throw new VisibleError('recipient_unavailable')
    // Only if the sender's row is lost, the message is stored without it.
    return storeMessage(draft, clock)
  }
  if (limit && failed.includes(true)) throw tooManyRequests(limit, now)
  rememberKey(draft)
  return message
}
