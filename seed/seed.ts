import { VisibleError } from '../src/domain/error.ts'
import { groupUuidOf } from '../src/domain/group.ts'
import type { Message } from '../src/domain/message.ts'
import { placeOf, timeOfUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { findErased } from '../src/repository/admin/erasure.ts'
import { startGroup } from '../src/repository/groups.ts'
import { advanceMembership, markReadUpTo } from '../src/repository/membershipUpdates.ts'
import { listMessages, putMessage } from '../src/repository/messages.ts'
import { createUser } from '../src/repository/users.ts'
import { type Conversation, type Line, readConversations, uuidOf } from './conversations.ts'
import { people } from './people.ts'

/** A demo user cannot be created, because another user has the handle, the uuid or the Cognito id. */
export class DemoUserError extends Error {}

/** The demo users by the handles that they have in the seed. They may have chosen others since. */
const seedPeople = async (): Promise<Map<string, User>> => {
  const erased = await findErased(people.map(({ uuid }) => uuid))
  const remaining = people.filter(({ uuid }) => !erased.has(uuid))
  const users = await Promise.all(
    remaining.map((person) =>
      createUser({
        uuid: person.uuid,
        displayName: person.display_name,
        cognitoUserId: person.cognito_user_id,
        handles: [person.handle],
      }).catch((error: unknown) => {
        if (!(error instanceof VisibleError)) throw error
        throw new DemoUserError(`Can't create the demo user ${person.handle} (${person.uuid}): ${error.code}`)
      }),
    ),
  )
  return new Map(users.map((user, index) => [remaining[index]?.handle ?? '', user]))
}

const firstUuidIn = async (groupUuid: string): Promise<string | undefined> =>
  (await listMessages({ groupUuid }, { direction: 'newer', limit: 1 })).messages[0]?.uuid

const hour = 3_600_000
const editedAfterMs = 40_000

/** What was changed about a message since it was sent. */
const changesOf = (uuid: string, { isEdited = false, reactions = {} }: Line, users: User[]) => {
  const emoji = users.flatMap(({ uuid, handle }) => (reactions[handle] ? [[uuid, reactions[handle]]] : []))
  const editedAt = new Date(timeOfUuid(uuid) + editedAfterMs).toISOString()
  const revision = emoji.length + (isEdited ? 1 : 0)
  return {
    ...(isEdited ? { editedAt } : {}),
    ...(emoji.length > 0 ? { reactions: Object.fromEntries(emoji) } : {}),
    ...(revision > 0 ? { revision } : {}),
  }
}

const seedConversation = async (
  { handles, lines, durationMs }: Conversation,
  users: Map<string, User>,
  endedMsAgo: number,
) => {
  const [user, other] = handles.map((handle) => users.get(handle)) as [User, User]
  const groupUuid = groupUuidOf(user.uuid, other.uuid)
  const firstUuid = await firstUuidIn(groupUuid)
  // The first message of an existing conversation determines when it started, and so the uuids of all its messages.
  const startedAt = firstUuid === undefined ? Date.now() - endedMsAgo - durationMs : timeOfUuid(firstUuid)
  const isOurs = firstUuid === undefined || firstUuid === uuidOf(lines[0] as Line, startedAt)
  if (!isOurs) return { messages: 0, written: 0 } // a real conversation: leave it alone
  const referenceTo = (line: Line) => {
    const uuid = uuidOf(line, startedAt)
    return { uuid, place: placeOf(timeOfUuid(uuid), uuid) }
  }
  const messages: Message[] = lines.map((line) => {
    const sender = line.handle === handles[0] ? user : other
    const { uuid, place } = referenceTo(line)
    return {
      uuid,
      place,
      groupUuid,
      text: line.text,
      sender,
      memberUuids: [user.uuid, other.uuid],
      ...(line.quoted ? { replyTo: referenceTo(line.quoted) } : {}),
      ...changesOf(uuid, line, [user, other]),
    }
  })
  const [first, ...rest] = messages as [Message, ...Message[]]
  await startGroup(first, first.sender === user ? other : user, { clock: () => timeOfUuid(first.uuid) })
  const isNew = await Promise.all(rest.map(putMessage))

  const last = messages.at(-1) ?? first
  await Promise.all([user, other].map(({ uuid }) => advanceMembership({ userUuid: uuid, newest: last })))
  // The author of the last message has read everything. The other person has not read the last session.
  const lastSession = lines.at(-1)?.session
  const lastRead = messages[lines.findLastIndex(({ session }) => session !== lastSession)] ?? first
  await Promise.all(
    [user, other].map(({ uuid }) =>
      markReadUpTo(uuid, groupUuid, (uuid === last.sender.uuid ? last : lastRead).place),
    ),
  )
  return {
    messages: messages.length,
    written: isNew.filter(Boolean).length + (firstUuid === undefined ? 1 : 0),
  }
}

/**
 * Writes the demo users and their conversations through the repository. Idempotent. Skips users who have been erased, and
 * the conversations with them.
 */
export const seed = async () => {
  const users = await seedPeople()
  const conversations = readConversations().filter(({ handles }) =>
    handles.every((handle) => users.has(handle)),
  )
  const results = await Promise.all(
    conversations.map((conversation, index) => seedConversation(conversation, users, index * 5 * hour)),
  )
  const sumOf = (name: 'messages' | 'written') => results.reduce((sum, result) => sum + result[name], 0)
  return {
    people: users.size,
    conversations: conversations.length,
    messages: sumOf('messages'),
    written: sumOf('written'),
  }
}
