import { groupUuidOf } from '../src/domain/group.ts'
import type { Message } from '../src/domain/message.ts'
import { timeOfUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { startGroup } from '../src/repository/groups.ts'
import { advanceMembership, markReadUpTo } from '../src/repository/membershipUpdates.ts'
import { putMessage } from '../src/repository/messages.ts'
import type { Conversation } from './conversations.ts'
import { type Line, uuidOf } from './lines.ts'
import { firstUuidIn, messageOf, type Written } from './messages.ts'
import { withPicture } from './pictures.ts'

/** Writes a conversation of two people, which ended some time ago. If they have another one, leaves it alone. */
export const seedConversation = async (
  { handles, lines, durationMs }: Conversation,
  users: Map<string, User>,
  endedMsAgo: number,
): Promise<Written> => {
  const [user, other] = handles.map((handle) => users.get(handle)) as [User, User]
  const groupUuid = groupUuidOf(user.uuid, other.uuid)
  const firstUuid = await firstUuidIn(groupUuid)
  // The first message of an existing conversation determines when it started, and so the uuids of all its messages.
  const startedAt = firstUuid === undefined ? Date.now() - endedMsAgo - durationMs : timeOfUuid(firstUuid)
  const isOurs = firstUuid === undefined || firstUuid === uuidOf(lines[0] as Line, startedAt)
  if (!isOurs) return { messages: 0, written: 0 }
  const conversation = { groupUuid, startedAt, memberUuids: [user.uuid, other.uuid] }
  const messages = await Promise.all(
    lines.map((line) => withPicture(messageOf(line, users, conversation), line.picture)),
  )
  const [first, ...rest] = messages as [Message, ...Message[]]
  const sender = first.sender.uuid === user.uuid ? user : other
  const recipient = sender === user ? other : user
  await startGroup({ ...first, sender }, recipient, { clock: () => timeOfUuid(first.uuid) })
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
