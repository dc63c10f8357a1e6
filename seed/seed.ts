import { groupUuidOf } from '../src/domain/group.ts'
import type { Message } from '../src/domain/message.ts'
import { mintedAt, placeOf } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { startGroup } from '../src/repository/groups.ts'
import { advanceMembership, markReadUpTo } from '../src/repository/memberships.ts'
import { listMessages, putMessage } from '../src/repository/messages.ts'
import { createUser } from '../src/repository/users.ts'
import { type Conversation, readConversations, uuidOf } from './conversations.ts'
import { people } from './people.ts'

const seedPeople = () =>
  Promise.all(
    people.map((person) =>
      createUser({
        uuid: person.uuid,
        displayName: person.display_name,
        cognitoUserId: person.cognito_user_id,
        handles: [person.handle],
      }),
    ),
  )

// A conversation that is there already began when its first message says: every line then has the uuid that it had.
const beganAt = async (groupUuid: string, ifNew: number): Promise<number> => {
  const [first] = (await listMessages(groupUuid, { direction: 'newer', limit: 1 })).messages
  return first ? mintedAt(first.uuid) : ifNew
}

const hour = 3_600_000

const seedConversation = async (
  { handles, lines, lastsMs }: Conversation,
  users: User[],
  endedMsAgo: number,
) => {
  const [one, other] = handles.map((handle) => users.find((user) => user.handle === handle)) as [User, User]
  const groupUuid = groupUuidOf(one.uuid, other.uuid)
  const start = await beganAt(groupUuid, Date.now() - endedMsAgo - lastsMs)
  const messages: Message[] = lines.map((line) => {
    const uuid = uuidOf(line, start)
    const sender = line.handle === one.handle ? one : other
    return {
      uuid,
      groupUuid,
      text: line.text,
      sender,
      memberUuids: [one.uuid, other.uuid],
      place: placeOf(mintedAt(uuid), uuid),
    }
  })
  const [first, ...rest] = messages as [Message, ...Message[]]
  await startGroup(first, first.sender === one ? other : one, () => mintedAt(first.uuid))
  await Promise.all(rest.map(putMessage))

  const last = messages.at(-1) ?? first
  await Promise.all([one, other].map(({ uuid }) => advanceMembership({ userUuid: uuid, newest: last })))
  // Who spoke last has read everything; the other has not seen the last sitting.
  const before = messages[lines.findLastIndex(({ sitting }) => sitting !== lines.at(-1)?.sitting)] ?? first
  await Promise.all(
    [one, other].map(({ uuid }) =>
      markReadUpTo(uuid, groupUuid, (uuid === last.sender.uuid ? last : before).place),
    ),
  )
}

/** Writes the demo people and their conversations through the repository. A second time, it changes nothing. */
export const seed = async () => {
  const users = await seedPeople()
  await Promise.all(
    readConversations().map((conversation, index) => seedConversation(conversation, users, index * 5 * hour)),
  )
}
