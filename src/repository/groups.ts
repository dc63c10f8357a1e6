import type { Membership } from '../domain/group.ts'
import { type Draft, type Message, type Person, previewOf } from '../domain/message.ts'
import { firstPlaceOf, isFresh, placeOf } from '../domain/place.ts'
import { refuseKeyOfAnotherGroup, rememberKey } from './keysUsed.ts'
import { membershipItem } from './memberships.ts'
import { messageItem, pointerItem, storeMessage } from './messages.ts'
import { newItem, writeTogether } from './writes.ts'

const membership = (userUuid: string, other: Person, message: Message): Membership => ({
  userUuid,
  groupUuid: message.groupUuid,
  other,
  lastMessageAt: message.place,
  preview: previewOf(message.text),
  ...(message.sender.uuid === userUuid ? { lastReadAt: message.place } : {}),
})

/** Begins a conversation, both rows and the message or nothing; where these two have one already, the message joins it. */
export const startGroup = async (draft: Draft, other: Person, clock: () => number): Promise<Message> => {
  refuseKeyOfAnotherGroup(draft)
  const { uuid, groupUuid, sender } = draft
  const first = firstPlaceOf(uuid) ?? ''
  const now = clock()
  const place = isFresh(first, now) ? first : placeOf(now, uuid)
  const message: Message = { ...draft, place }
  const refused = await writeTogether(
    [
      membershipItem(membership(sender.uuid, other, message)),
      membershipItem(membership(other.uuid, sender, message)),
      ...(place === first ? [] : [pointerItem(groupUuid, first, place)]),
      messageItem(message),
    ].map((item) => ({ Put: newItem(item) })),
  )
  if (refused.includes(true)) return storeMessage(draft, clock)
  rememberKey(draft)
  return message
}
