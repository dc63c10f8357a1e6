import { VisibleError } from '../src/domain/error.ts'
import type { Message } from '../src/domain/message.ts'
import { timeOfUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { addMember, renameGroup } from '../src/repository/changeNamedGroup.ts'
import { createNamedGroup } from '../src/repository/createNamedGroup.ts'
import { showInRows } from '../src/repository/groupRows.ts'
import { advanceMembership, markReadUpTo } from '../src/repository/membershipUpdates.ts'
import { putMessage } from '../src/repository/messages.ts'
import { getNamedGroup, hasGroupEnded } from '../src/repository/namedGroups.ts'
import type { Group } from './groups.ts'
import type { Line } from './lines.ts'
import { firstUuidIn, messageOf, type Written } from './messages.ts'
import { withPicture } from './pictures.ts'

const nothing: Written = { messages: 0, written: 0 }

type Users = Map<string, User>

const userOf = (users: Users, handle: string) => users.get(handle) as User

/** Creates the group, or does nothing if it was created before. */
const create = ({ uuid, title, handles }: Group, users: Users, clock: () => number) => {
  const [creator, ...others] = handles.map((handle) => userOf(users, handle)) as [User, ...User[]]
  const userUuids = others.map((other) => other.uuid)
  return createNamedGroup({ creator, title, userUuids, key: uuid }, { clock })
}

const makeChange = (groupUuid: string, { handle, change }: Line, users: Users, clock: () => number) => {
  const by = { groupUuid, actor: userOf(users, handle), clock }
  if (change?.kind === 'adds') return addMember(by, userOf(users, change.value).uuid)
  return renameGroup(by, change?.value ?? '')
}

/** Makes the changes of the group that were not made before. Each raises the version of the group by one. */
const makeChanges = async ({ uuid, lines }: Group, users: Users, startedAt: number): Promise<number> => {
  let made = 0
  for (const [index, line] of lines.filter(({ change }) => change).entries()) {
    if ((await getNamedGroup(uuid))?.version !== index + 1) continue
    const { isChanged } = await makeChange(uuid, line, users, () => startedAt + line.afterMs)
    made += isChanged ? 1 : 0
  }
  return made
}

/** Everybody has read what was said before the last session, and the own messages. */
const showMessages = async ({ uuid, lines, everybody }: Group, users: Users, messages: Message[]) => {
  const [first] = messages
  const newest = messages.at(-1) ?? first
  if (!first || !newest) return
  const lastSession = lines.at(-1)?.session
  const said = lines.filter(({ change }) => !change)
  await Promise.all(
    everybody.map(async (handle) => {
      const isRead = (line: Line) => line.session !== lastSession || line.handle === handle
      const userUuid = userOf(users, handle).uuid
      await advanceMembership({ userUuid, newest })
      await markReadUpTo(userUuid, uuid, (messages[said.findLastIndex(isRead)] ?? first).place)
    }),
  )
  const group = await getNamedGroup(uuid)
  if (group) await showInRows(group)
}

const write = async (group: Group, users: Users, endedMsAgo: number): Promise<Written> => {
  const { uuid, lines, durationMs } = group
  if (await hasGroupEnded(uuid)) return nothing
  const firstUuid = await firstUuidIn(uuid)
  // The message about its creation determines when it was created, and so the uuids of all its messages.
  const startedAt = firstUuid === undefined ? Date.now() - endedMsAgo - durationMs : timeOfUuid(firstUuid)
  await create(group, users, () => startedAt)
  const changed = await makeChanges(group, users, startedAt)
  const conversation = { groupUuid: uuid, startedAt, memberUuids: [], isInNamedGroup: true }
  const said = lines.filter(({ change }) => !change)
  const messages = await Promise.all(
    said.map((line) => withPicture(messageOf(line, users, conversation), line.picture)),
  )
  const isNew = await Promise.all(messages.map(putMessage))
  await showMessages(group, users, messages)
  const created = firstUuid === undefined ? 1 : 0
  return { messages: lines.length + 1, written: isNew.filter(Boolean).length + changed + created }
}

/** Writes a group, which was last used some time ago. Leaves it out if its members have blocked one another, for example. */
export const seedGroup = (group: Group, users: Users, endedMsAgo: number): Promise<Written> =>
  write(group, users, endedMsAgo).catch((error: unknown) => {
    if (error instanceof VisibleError) return nothing
    throw error
  })
