import { VisibleError } from '../domain/error.ts'
import type { NamedMembership } from '../domain/group.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import type { GroupEvent, Person } from '../domain/message.ts'
import { hasMember, joinedLast, maxMembers, type NamedGroup, previewOfUser } from '../domain/namedGroup.ts'
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
import { eventMessage, getNamedGroup, readPreview, updateGroup } from './namedGroups.ts'
import { getItem } from './reads.ts'
import { mustBeCurrent } from './users.ts'
import { newItem, repeatChange, transactWrite, type Write } from './writes.ts'

/*
 * What members do to a named group: rename it, add and remove people, leave. Each is one transaction: the group, on condition
 * that nobody else has changed it since it was read, the row of the person who comes or goes, and the messages about it.
 */

export type Change = { groupUuid: string; actor: Person; clock: () => number }

/** The group of a member. */
export const requireGroup = async ({ groupUuid, actor }: Change): Promise<NamedGroup> => {
  const group = await getNamedGroup(groupUuid)
  if (!group || !hasMember(group, actor.uuid)) throw new VisibleError('message_group_not_found')
  return group
}

/** Writes of messages about a change, each later than the one before. */
export const putEvents = (
  { groupUuid, actor }: Pick<Change, 'groupUuid' | 'actor'>,
  events: GroupEvent[],
  now: number,
): Write[] =>
  events
    .map((event, index) => eventMessage(groupUuid, actor, { event, time: now + index }))
    .map((message) => ({ Put: newItem(messageItem(message)) }))

/** Later than all members have joined, so that they see the messages about the change: this server's clock can be behind. */
export const timeOfChange = (group: NamedGroup, clock: () => number): number =>
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
