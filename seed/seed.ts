import { VisibleError } from '../src/domain/error.ts'
import { groupUuidOf } from '../src/domain/group.ts'
import type { Message } from '../src/domain/message.ts'
import { placeOf, timeOfUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { findErased } from '../src/repository/admin/erasure.ts'
import { startGroup } from '../src/repository/groups.ts'
import { advanceMembership, markReadUpTo } from '../src/repository/memberships.ts'
import { listMessages, putMessage } from '../src/repository/messages.ts'
import { createUser } from '../src/repository/users.ts'
import { type Conversation, type Line, readConversations, uuidOf } from './conversations.ts'
import { people } from './people.ts'

const seedPeople = async () => {
  const erased = await findErased(people.map(({ uuid }) => uuid))
  const others = people.filter(({ uuid }) => !erased.has(uuid))
  return Promise.all(
    others.map((person) =>
      createUser({
        uuid: person.uuid,
        displayName: person.display_name,
        cognitoUserId: person.cognito_user_id,
        handles: [person.handle],
      }).catch((error: unknown) => {
        if (!(error instanceof VisibleError)) throw error
        throw new Error(`There is no room for ${person.handle} (${person.uuid}): ${error.code}`)
      }),
    ),
  )
}

const firstUuidIn = async (groupUuid: string): Promise<string | undefined> =>
  (await listMessages(groupUuid, { direction: 'newer', limit: 1 })).messages[0]?.uuid

const hour = 3_600_000

const seedConversation = async (
  { handles, lines, lastsMs }: Conversation,
  users: User[],
  endedMsAgo: number,
) => {
  const [one, other] = handles.map((handle) => users.find((user) => user.handle === handle)) as [User, User]
  const groupUuid = groupUuidOf(one.uuid, other.uuid)
  const firstUuid = await firstUuidIn(groupUuid)
  // A conversation that is there already began when its first message says: every line then has the uuid that it had.
  const start = firstUuid === undefined ? Date.now() - endedMsAgo - lastsMs : timeOfUuid(firstUuid)
  const isOurs = firstUuid === undefined || firstUuid === uuidOf(lines[0] as Line, start)
  if (!isOurs) return { messages: 0, written: 0 } // these two have talked already, and need no demonstration
  const messages: Message[] = lines.map((line) => {
    const uuid = uuidOf(line, start)
    const sender = line.handle === one.handle ? one : other
    return {
      uuid,
      groupUuid,
      text: line.text,
      sender,
      memberUuids: [one.uuid, other.uuid],
      place: placeOf(timeOfUuid(uuid), uuid),
    }
  })
  const [first, ...rest] = messages as [Message, ...Message[]]
  await startGroup(first, first.sender === one ? other : one, { clock: () => timeOfUuid(first.uuid) })
  const isNew = await Promise.all(rest.map(putMessage))

  const last = messages.at(-1) ?? first
  await Promise.all([one, other].map(({ uuid }) => advanceMembership({ userUuid: uuid, newest: last })))
  // Who spoke last has read everything; the other has not seen the last sitting.
  const before = messages[lines.findLastIndex(({ sitting }) => sitting !== lines.at(-1)?.sitting)] ?? first
  await Promise.all(
    [one, other].map(({ uuid }) =>
      markReadUpTo(uuid, groupUuid, (uuid === last.sender.uuid ? last : before).place),
    ),
  )
  return {
    messages: messages.length,
    written: isNew.filter(Boolean).length + (firstUuid === undefined ? 1 : 0),
  }
}

/**
 * Writes the demo people and their conversations through the repository. A second time, it changes nothing. Who was erased
 * stays erased, and the conversations with them are left as they are.
 */
export const seed = async () => {
  const users = await seedPeople()
  const handles = new Set(users.map(({ handle }) => handle))
  const due = readConversations().filter((one) => one.handles.every((handle) => handles.has(handle)))
  const conversations = await Promise.all(
    due.map((conversation, index) => seedConversation(conversation, users, index * 5 * hour)),
  )
  const sumOf = (name: 'messages' | 'written') => conversations.reduce((sum, one) => sum + one[name], 0)
  return {
    people: users.length,
    conversations: conversations.length,
    messages: sumOf('messages'),
    written: sumOf('written'),
  }
}
