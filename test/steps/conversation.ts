import { v7 as uuidv7 } from 'uuid'
import { groupUuidOf } from '../../src/domain/group.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { putItems } from './table.ts'

type Said = { at: string; text: string; by?: Person }

/** The items of a conversation with messages at given times. The first person is the default sender, and has read everything. */
export const conversationOf = (me: Person, other: Person, said: Said[]) => {
  const groupUuid = groupUuidOf(me.uuid, other.uuid)
  const memberUuids = [me.uuid, other.uuid]
  const messages = said.map(({ at, text, by: sender = me }): Message => {
    const uuid = uuidv7({ msecs: Date.parse(at) })
    return { uuid, groupUuid, memberUuids, text, sender, place: placeOf(Date.parse(at), uuid) }
  })
  const last = messages.at(-1) as Message
  const row = (userUuid: string, about: Person, readPlace?: string) =>
    membershipItem({
      kind: 'direct',
      userUuid,
      groupUuid,
      other: about,
      state: 'inbox',
      lastPlace: last.place,
      readPlace,
    })
  const rows = [row(me.uuid, other, last.place), row(other.uuid, me)]
  return { groupUuid, messages, items: [...messages.map(messageItem), ...rows] }
}

export const aConversation = async (me: Person, other: Person, said: Said[]) => {
  const { items, ...conversation } = conversationOf(me, other, said)
  await putItems(items)
  return conversation
}
