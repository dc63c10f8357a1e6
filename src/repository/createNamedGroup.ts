import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { VisibleError } from '../domain/error.ts'
import type { GroupState, NamedMembership } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import type { Message } from '../domain/message.ts'
import { type Member, type NamedGroup, previewOfUser, shownOf } from '../domain/namedGroup.ts'
import type { User } from '../domain/user.ts'
import { type Invited, readInvited, refusalOfInvited, stateOfInvited } from './invitations.ts'
import { countWithinLimit } from './limits.ts'
import { membershipItem } from './membershipItem.ts'
import { messageItem } from './messages.ts'
import { eventMessage, getRequestOf, namedGroupItem, readPreview } from './namedGroups.ts'
import { mustBeCurrent, requireUser } from './users.ts'
import { newItem, repeatChange, transactWrite } from './writes.ts'

type Asked = {
  creator: User
  title: string
  userUuids: string[]
  /** The idempotency key becomes the uuid of the group. */
  key?: string | undefined
}

type Options = { clock: () => number; limit?: Limit | undefined }

const hashOf = ({ title, userUuids }: Asked): string =>
  createHash('sha256')
    .update(JSON.stringify([title, userUuids]))
    .digest('base64url')

/** The people whom the creator wants in the group, each once, with the names of the fields for errors. */
const readPeople = async ({ creator, userUuids }: Asked): Promise<Invited[]> => {
  const others = [...new Set(userUuids)].filter((uuid) => uuid !== creator.uuid)
  if (others.length === 0) throw new VisibleError('user_uuids_invalid')
  const invited = await readInvited(creator.uuid, others)
  const fieldOf = (uuid: string) => `user_uuids[${userUuids.indexOf(uuid)}]`
  return others.map((uuid) => {
    const found = invited.get(uuid)
    if (!found) throw new VisibleError('user_not_found', { field: fieldOf(uuid) })
    const refusal = refusalOfInvited(found)
    if (refusal) throw new VisibleError(refusal, { field: fieldOf(uuid) })
    return found
  })
}

/** The first row of a member, who has read everything until then. */
export const firstNamedMembership = (
  group: NamedGroup,
  { uuid, joinedAt }: Member,
  { place }: Pick<Message, 'place'>,
  state: GroupState,
): NamedMembership => ({
  kind: 'named',
  userUuid: uuid,
  groupUuid: group.uuid,
  joinedAt,
  shown: shownOf(group),
  lastPlace: place,
  readPlace: place,
  state,
})

const newGroup = async (asked: Asked, groupUuid: string, people: Invited[], now: number) => {
  const { creator, title } = asked
  const joinedAt = new Date(now).toISOString()
  const members = [creator, ...people.map(({ user }) => user)].map(({ uuid }) => ({ uuid, joinedAt }))
  const { preview, checks } = await readPreview(members, [previewOfUser(creator)])
  const group: NamedGroup = {
    uuid: groupUuid,
    title,
    ownerUuid: creator.uuid,
    members,
    preview,
    version: 1,
    hidden: {},
    request: { userUuid: creator.uuid, hash: hashOf(asked) },
  }
  return { group, checks }
}

/** The rows of the members and the message "created", which all of them show. */
const itemsOf = (group: NamedGroup, creator: User, people: Invited[], now: number) => {
  const event = { type: 'created' as const, user: creator, title: group.title }
  const created = eventMessage(group.uuid, creator, { event, time: now })
  const states = new Map(people.map((invited) => [invited.user.uuid, stateOfInvited(invited)]))
  const rows = group.members.map((member) =>
    membershipItem(firstNamedMembership(group, member, created, states.get(member.uuid) ?? 'inbox')),
  )
  // Quiet, because the transaction writes the rows: updateInbox has nothing to add.
  return [...rows, messageItem({ ...created, isQuiet: true })]
}

/**
 * Creates a named group: its item, the rows of its members and the message about it, in one transaction of at most 58 items.
 * Returns the uuid. A repeated request returns the uuid of the first one.
 *
 * The transaction does not check every member, because it can have 100 items. Who is erased meanwhile leaves the group when
 * the erasure goes on, after every request that has begun before it (docs/decisions/0032-erasure.md). Who blocks the creator
 * at the same moment is in the group, and can leave it.
 */
export const createNamedGroup = (asked: Asked, { clock, limit }: Options): Promise<string> => {
  let { creator } = asked
  const groupUuid = asked.key ?? uuidv7({ msecs: clock() })
  return repeatChange(`creating the group ${groupUuid}`, async () => {
    const request = asked.key === undefined ? undefined : await getRequestOf(groupUuid)
    if (request) {
      if (request.userUuid === creator.uuid && request.hash === hashOf(asked)) return groupUuid
      throw new VisibleError('idempotency_key_reused')
    }
    const people = await readPeople(asked)
    const now = clock()
    const { group, checks } = await newGroup({ ...asked, creator }, groupUuid, people, now)
    const items = itemsOf(group, creator, people, now)
    const counts = limit ? [{ Update: countWithinLimit(creator.uuid, limit, now) }] : []
    const puts = [namedGroupItem(group), ...items].map((item) => ({ Put: newItem(item) }))
    const [isCreatorOutdated, ...failed] = await transactWrite([
      mustBeCurrent(creator),
      ...checks,
      ...puts,
      ...counts,
    ])
    if (isCreatorOutdated) {
      creator = await requireUser(creator.uuid)
      return undefined
    }
    if (failed.slice(0, checks.length + puts.length).includes(true)) return undefined
    if (limit && failed.includes(true)) throw tooManyRequests(limit, now)
    return groupUuid
  })
}
