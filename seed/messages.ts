import type { Message } from '../src/domain/message.ts'
import { placeOf, timeOfUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { listMessages } from '../src/repository/messages.ts'
import { type Line, uuidOf } from './lines.ts'

/** How many messages demo data has, and how many of them were written now. */
export type Written = { messages: number; written: number }

export const firstUuidIn = async (groupUuid: string): Promise<string | undefined> =>
  (await listMessages({ groupUuid }, { direction: 'newer', limit: 1 })).messages[0]?.uuid

const editedAfterMs = 40_000

/** What was changed about a message since it was sent. */
const changesOf = (uuid: string, { isEdited = false, reactions = {} }: Line, users: Map<string, User>) => {
  const emoji = Object.entries(reactions).flatMap(([handle, emoji]) => {
    const user = users.get(handle)
    return user ? [[user.uuid, emoji] as const] : []
  })
  const editedAt = new Date(timeOfUuid(uuid) + editedAfterMs).toISOString()
  const revision = emoji.length + (isEdited ? 1 : 0)
  return {
    ...(isEdited ? { editedAt } : {}),
    ...(emoji.length > 0 ? { reactions: Object.fromEntries(emoji) } : {}),
    ...(revision > 0 ? { revision } : {}),
  }
}

const referenceTo = (line: Line, startedAt: number) => {
  const uuid = uuidOf(line, startedAt)
  return { uuid, place: placeOf(timeOfUuid(uuid), uuid) }
}

/** The message of a line, always the same for the same start of its conversation. */
export const messageOf = (
  line: Line,
  users: Map<string, User>,
  {
    startedAt,
    ...conversation
  }: Pick<Message, 'groupUuid' | 'memberUuids' | 'isInNamedGroup'> & {
    startedAt: number
  },
): Message => {
  const reference = referenceTo(line, startedAt)
  return {
    ...reference,
    ...conversation,
    text: line.text,
    sender: users.get(line.handle) as User,
    ...(line.quoted ? { replyTo: referenceTo(line.quoted, startedAt) } : {}),
    ...changesOf(reference.uuid, line, users),
  }
}
