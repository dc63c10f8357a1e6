import { VisibleError } from '../domain/error.ts'
import type { NamedMembership } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import { erasedUser, type GroupEvent, type Person } from '../domain/message.ts'
import {
  hasMember,
  joinedLast,
  maxMembers,
  type NamedGroup,
  previewOfUser,
  withoutMember,
} from '../domain/namedGroup.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { firstNamedMembership } from './createNamedGroup.ts'
import {
  type Invited,
  mustNotBeBlocked,
  readInvited,
  refusalOfInvited,
  stateOfInvited,
} from './invitations.ts'
import { membershipKey } from './keys.ts'
import { countWithinLimit } from './limits.ts'
import { membershipItem } from './membershipItem.ts'
import { messageItem } from './messages.ts'
import { endGroup, eventMessage, getNamedGroup, readPreview, updateGroup } from './namedGroups.ts'
import { getItem } from './reads.ts'
import { getUserByUuid, mustBeCurrent } from './users.ts'
import { newItem, repeatChange, transactWrite, type Write } from './writes.ts'

/*
 * What members do to a named group: rename it, add and remove people, leave. Each is one transaction: the group, on condition
 * that nobody else has changed it since it was read, the row of the person who comes or goes, and the messages about it.
 */

type Change = { groupUuid: string; actor: Person; clock: () => number }

/** The group of a member. */
const requireGroup = async ({ groupUuid, actor }: Change): Promise<NamedGroup> => {
  const group = await getNamedGroup(groupUuid)
  if (!group || !hasMember(group, actor.uuid)) throw new VisibleError('message_group_not_found')
  return group
}

/** Writes of messages about a change, each later than the one before. */
const putEvents = (
  { groupUuid, actor }: Pick<Change, 'groupUuid' | 'actor'>,
  events: GroupEvent[],
  now: number,
): Write[] =>
  events
    .map((event, index) => eventMessage(groupUuid, actor, { event, time: now + index }))
    .map((message) => ({ Put: newItem(messageItem(message)) }))

/** Later than all members have joined, so that they see the messages about the change: this server's clock can be behind. */
const timeOfChange = (group: NamedGroup, clock: () => number): number =>
  Math.max(clock(), Date.parse(joinedLast(group)) + 1)

/** Whether the group is different then. */
export type Changed = { isChanged: boolean }

export const renameGroup = (change: Change, title: string): Promise<Changed> =>
  repeatChange(`renaming the group ${change.groupUuid}`, async () => {
    const group = await requireGroup(change)
    if (group.title === title) return { isChanged: false }
    const failed = await transactWrite([
      updateGroup(group, { ...group, title }),
      ...putEvents(
        change,
        [{ type: 'renamed', user: change.actor, title }],
        timeOfChange(group, change.clock),
      ),
    ])
    return failed.includes(true) ? undefined : { isChanged: true }
  })

const requireInvitable = async (inviterUuid: string, uuid: string): Promise<Invited> => {
  const invited = (await readInvited(inviterUuid, [uuid])).get(uuid)
  if (!invited) throw new VisibleError('user_not_found')
  const refusal = refusalOfInvited(invited)
  if (refusal) throw new VisibleError(refusal)
  return invited
}

/** Writes the row of a new member. It continues the revision of the tombstone of an earlier membership. */
export const putRow = async (first: NamedMembership): Promise<Write> => {
  const former = await getItem(membershipKey(first.userUuid, first.groupUuid))
  const revision = former === undefined ? undefined : Number(former.revision ?? 0) + 1
  return {
    Put: {
      TableName: env.tableName,
      Item: membershipItem({ ...first, revision }),
      ConditionExpression: 'attribute_not_exists(message_group_uuid)',
    },
  }
}

/** Adds somebody. Adding a member again changes nothing. */
export const addMember = (
  change: Change & { actor: User },
  userUuid: string,
  limit?: Limit,
): Promise<Changed> =>
  repeatChange(`adding ${userUuid} to the group ${change.groupUuid}`, async () => {
    const { groupUuid, actor, clock } = change
    const group = await requireGroup(change)
    if (hasMember(group, userUuid)) return { isChanged: false }
    if (group.members.length >= maxMembers) throw new VisibleError('group_full')
    const invited = await requireInvitable(actor.uuid, userUuid)
    const now = timeOfChange(group, clock)
    const member = { uuid: userUuid, joinedAt: new Date(now).toISOString() }
    const members = [...group.members, member]
    const known = [...group.preview, previewOfUser(invited.user)]
    const { preview, checks } = await readPreview(members, known)
    const after = { ...group, members, preview, version: group.version + 1 }
    const joined = eventMessage(groupUuid, actor, {
      event: { type: 'joined', user: invited.user },
      time: now,
    })
    const writes: Write[] = [
      updateGroup(group, after),
      mustBeCurrent(invited.user),
      mustNotBeBlocked(actor.uuid, userUuid),
      await putRow(firstNamedMembership(after, member, joined, stateOfInvited(invited))),
      { Put: newItem(messageItem(joined)) },
      ...checks,
    ]
    const counts = limit ? [{ Update: countWithinLimit(actor.uuid, limit, now) }] : []
    const failed = await transactWrite([...writes, ...counts])
    if (failed.slice(0, writes.length).includes(true)) return undefined
    if (limit && failed.includes(true)) throw tooManyRequests(limit, now)
    return { isChanged: true }
  })

/** Turns the row of a member into a tombstone, which leads to what they have written. The revision continues. */
export const leaveRow = (groupUuid: string, userUuid: string, now: number): Write => ({
  Update: {
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: `SET left_at = :now REMOVE message_group_uuid, list_key, #state, joined_at, last_message_at, last_read_at, message, settled, muted_until, is_marked_unread, title, member_count, members_preview, group_version ADD revision :one`,
    ConditionExpression: 'attribute_exists(message_group_uuid)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':now': new Date(now).toISOString(), ':one': 1 },
  },
})

type Removal = {
  group: NamedGroup
  /** Who leaves, or is removed. */
  userUuid: string
  /** The same person as the messages name them. */
  person: Person
  actor: Person
  now: number
}

/** The group without the member, and the messages about it. If nobody is left, the group ends without a message. */
const removalWrites = async ({ group, userUuid, person, actor, now }: Removal): Promise<Write[]> => {
  const after = withoutMember(group, userUuid)
  const row = leaveRow(group.uuid, userUuid, now)
  if (after.members.length === 0) return [endGroup(group, now), row]
  const { preview, checks } = await readPreview(after.members, group.preview)
  const [first] = preview
  const hasLeft = actor.uuid === person.uuid
  const events: GroupEvent[] = [
    { type: hasLeft ? 'left' : 'removed', user: person },
    ...(after.ownerUuid !== group.ownerUuid && first
      ? [{ type: 'owner_changed' as const, user: first }]
      : []),
  ]
  const change = { groupUuid: group.uuid, actor }
  return [updateGroup(group, { ...after, preview }), row, ...putEvents(change, events, now), ...checks]
}

type Ending = {
  /** Called before the last member leaves. */
  beforeEnd: () => Promise<unknown>
}

const remove = async (removal: Removal, { beforeEnd }: Ending): Promise<Changed | undefined> => {
  if (removal.group.members.length === 1) await beforeEnd()
  const failed = await transactWrite(await removalWrites(removal))
  return failed.includes(true) ? undefined : { isChanged: true }
}

/** Removes somebody, or lets the user of the request leave. Removing somebody who is no member changes nothing. */
export const removeMember = (change: Change, userUuid: string, ending: Ending): Promise<Changed> =>
  repeatChange(`removing ${userUuid} from the group ${change.groupUuid}`, async () => {
    const { actor, clock } = change
    const group = await requireGroup(change)
    const isOwn = userUuid === actor.uuid
    if (!isOwn && group.ownerUuid !== actor.uuid) throw new VisibleError('not_the_owner')
    if (!hasMember(group, userUuid)) return { isChanged: false }
    const person = isOwn ? actor : ((await getUserByUuid(userUuid)) ?? erasedUser)
    return remove({ group, userUuid, person, actor, now: timeOfChange(group, clock) }, ending)
  })

/** Lets an erased user leave. The message about it does not name them. */
export const removeErased = (groupUuid: string, userUuid: string): Promise<Changed> =>
  repeatChange(`removing ${userUuid} from the group ${groupUuid}`, async () => {
    const group = await getNamedGroup(groupUuid)
    if (!group || !hasMember(group, userUuid)) return { isChanged: false }
    const removal = {
      group,
      userUuid,
      person: erasedUser,
      actor: erasedUser,
      now: timeOfChange(group, Date.now),
    }
    return remove(removal, { beforeEnd: async () => {} })
  })
