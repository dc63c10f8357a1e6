import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../src/domain/message.ts'
import { placeOf } from '../src/domain/place.ts'
import { messageItem } from '../src/repository/messages.ts'
import { conversationOf } from '../test/steps/conversation.ts'
import { putManyItems } from '../test/steps/table.ts'
import { minutes } from './clock.ts'
import type { Person } from './people.ts'

const text = 'a'.repeat(170)
const atOnce = 20_000

const inChunks = async (from: number, to: number, work: (from: number, to: number) => Promise<void>) => {
  for (let next = from; next < to; next += atOnce) await work(next, Math.min(to, next + atOnce))
}

type Group = { uuid: string; members: [Person, Person]; begunAt: number }

/** The message so many before the first of a conversation that has begun: one a minute, back into the past. */
export const earlier = ({ uuid: groupUuid, members, begunAt }: Group, back: number): Message => {
  const at = begunAt - minutes(back)
  const uuid = uuidv7({ msecs: at })
  const memberUuids = members.map((member) => member.uuid)
  const sender = members[back % 2] as Person
  return { uuid, groupUuid, text, memberUuids, sender, place: placeOf(at, uuid) }
}

/** A conversation that had messages up to so far back gets more of them, further back. Answers the one that was in the middle. */
export const growBack = async (group: Group, from: number, to: number): Promise<Message> => {
  const middle = Math.floor((from + to) / 2)
  let kept: Message | undefined
  await inChunks(from, to, async (first, end) => {
    const messages = Array.from({ length: end - first }, (_, index) => earlier(group, first + index + 1))
    if (middle >= first && middle < end) kept = messages[middle - first]
    await putManyItems(messages.map(messageItem))
  })
  if (!kept) throw new Error(`nothing lies between ${from} and ${to}`)
  return kept
}

/** So many more conversations of one person, each with somebody else, of one message that they sent and know. */
export const growInbox = async (me: Person, from: number, to: number, begunAt: number) => {
  await inChunks(from, to, async (first, end) => {
    const items = Array.from({ length: end - first }, (_, index) => {
      const other = { uuid: randomUUID(), handle: `other_${first + index}`, displayName: 'Hana Harrison' }
      const at = new Date(begunAt - minutes(10 * (first + index + 1))).toISOString()
      return conversationOf(me, other, [{ at, text }]).items
    })
    await putManyItems(items.flat())
  })
}
