import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { groupUuidOf } from '../../src/domain/group.ts'
import type { Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { putManyItems } from './table.ts'

const daysAgo = 3

/** A message and the settled row of its reader. The sender is nobody else's user. */
const conversationWith = (reader: Person, displayName: string, index: number) => {
  const sender = { uuid: randomUUID(), handle: `person_${index}`, displayName }
  const [groupUuid, memberUuids] = [groupUuidOf(sender.uuid, reader.uuid), [sender.uuid, reader.uuid]]
  const time = Date.now() - daysAgo * 86_400_000 - index * 60_000
  const [uuid, text] = [uuidv7({ msecs: time }), `Hello from ${displayName}`]
  const place = placeOf(time, uuid)
  const last = { place, preview: text, senderUuid: sender.uuid }
  return [
    messageItem({ uuid, groupUuid, memberUuids, text, sender, place }),
    membershipItem({
      kind: 'direct',
      userUuid: reader.uuid,
      groupUuid,
      other: sender,
      state: 'inbox',
      lastPlace: place,
      settled: { last, unreadCount: 1 },
    }),
  ]
}

/** Old conversations with people of these names, newest first. These people are no users, which saves most of the time. */
export const hasConversations = (reader: Person, names: string[]) =>
  putManyItems(names.flatMap((name, index) => conversationWith(reader, name, index)))

/** `Person 1;` and so on. */
export const numberedPeople = (count: number) =>
  Array.from({ length: count }, (_, index) => `Person ${index + 1};`)
