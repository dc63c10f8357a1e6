import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../src/domain/message.ts'
import { placeOf } from '../src/domain/place.ts'
import { messageItem } from '../src/repository/messages.ts'
import { conversationOf } from '../test/steps/conversation.ts'
import { putManyItems } from '../test/steps/table.ts'
import { minutesInMs } from './clock.ts'
import type { Person } from './people.ts'

const text = 'a'.repeat(170)
const chunkSize = 20_000 // items held in memory at a time

const forEachChunk = async (from: number, to: number, work: (from: number, to: number) => Promise<void>) => {
  for (let next = from; next < to; next += chunkSize) await work(next, Math.min(to, next + chunkSize))
}

type Group = { uuid: string; members: [Person, Person]; startedAt: number }

/** The message that many minutes before the first one of a conversation. */
export const earlierMessage = ({ uuid: groupUuid, members, startedAt }: Group, back: number): Message => {
  const at = startedAt - minutesInMs(back)
  const uuid = uuidv7({ msecs: at })
  const memberUuids = members.map((member) => member.uuid)
  const sender = members[back % 2] as Person
  return { uuid, groupUuid, text, memberUuids, sender, place: placeOf(at, uuid) }
}

/** Adds older messages to a conversation, one a minute, and returns the one in its middle. */
export const addEarlierMessages = async (group: Group, from: number, to: number): Promise<Message> => {
  const middle = Math.floor((from + to) / 2)
  let middleMessage: Message | undefined
  await forEachChunk(from, to, async (first, end) => {
    const messages = Array.from({ length: end - first }, (_, index) =>
      earlierMessage(group, first + index + 1),
    )
    if (middle >= first && middle < end) middleMessage = messages[middle - first]
    await putManyItems(messages.map(messageItem))
  })
  if (!middleMessage) throw new Error(`No messages between ${from} and ${to}`)
  return middleMessage
}

/** Adds conversations of one person with different people, each with one message that the person sent. */
export const addConversations = async (me: Person, from: number, to: number, startedAt: number) => {
  await forEachChunk(from, to, async (first, end) => {
    const items = Array.from({ length: end - first }, (_, index) => {
      const other = { uuid: randomUUID(), handle: `other_${first + index}`, displayName: 'Hana Harrison' }
      const at = new Date(startedAt - minutesInMs(10 * (first + index + 1))).toISOString()
      return conversationOf(me, other, [{ at, text }]).items
    })
    await putManyItems(items.flat())
  })
}
