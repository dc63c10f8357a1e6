import { VisibleError } from '../domain/error.ts'
import type { Membership } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import { type Draft, type Message, type Person, previewOf } from '../domain/message.ts'
import { firstPlaceOf, isFresh, placeOf } from '../domain/place.ts'
import { refuseKeyOfAnotherGroup, rememberKey } from './keysUsed.ts'
import { countUp } from './limits.ts'
import { membershipItem } from './memberships.ts'
import { messageItem, pointerItem } from './messages.ts'
import { storeMessage } from './storeMessage.ts'
import { mustExist } from './users.ts'
import { newItem, writeTogether } from './writes.ts'

const membership = (userUuid: string, other: Person, message: Message): Membership => ({
  userUuid,
  groupUuid: message.groupUuid,
  other,
  lastPlace: message.place,
  preview: previewOf(message.text),
  ...(message.sender.uuid === userUuid ? { readPlace: message.place } : {}),
})

type Options = { clock: () => number; limit?: Limit }

/**
 * Begins a conversation, both rows and the message or nothing; where these two have one already, the message joins it.
 * Both accounts are checked in the same transaction: one of them may be being erased, which a cached profile does not show.
 */
export const startGroup = async (
  draft: Draft,
  other: Person,
  { clock, limit }: Options,
): Promise<Message> => {
  refuseKeyOfAnotherGroup(draft)
  const { uuid, groupUuid, sender } = draft
  const first = firstPlaceOf(uuid) ?? ''
  const now = clock()
  const place = isFresh(first, now) ? first : placeOf(now, uuid)
  const message: Message = { ...draft, place, isQuiet: true } // both rows are written with it
  const puts = [
    membershipItem(membership(sender.uuid, other, message)),
    membershipItem(membership(other.uuid, sender, message)),
    ...(place === first ? [] : [pointerItem(groupUuid, first, place)]),
    messageItem(message),
  ].map((item) => ({ Put: newItem(item) }))
  const counts = limit ? [{ Update: countUp(sender.uuid, limit, now) }] : []
  const accounts = [mustExist(sender.uuid), mustExist(other.uuid)]

  const [senderIsGone, otherIsGone, ...refused] = await writeTogether([...accounts, ...puts, ...counts])
  if (senderIsGone) throw new VisibleError('user_unknown')
  if (otherIsGone) throw new VisibleError('user_not_found')
  if (refused.slice(0, puts.length).includes(true)) return storeMessage(draft, clock)
  if (limit && refused.includes(true)) throw tooManyRequests(limit, now)
  rememberKey(draft)
  return message
}
