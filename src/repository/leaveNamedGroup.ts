import { VisibleError } from '../domain/error.ts'
import { erasedUser, type GroupEvent, type Person } from '../domain/message.ts'
import { hasMember, type NamedGroup, withoutMember } from '../domain/namedGroup.ts'
import { env } from '../env.ts'
import { type Change, type Changed, putEvents, requireGroup, timeOfChange } from './changeNamedGroup.ts'
import { membershipKey } from './keys.ts'
import { endGroup, getNamedGroup, readPreview, updateGroup } from './namedGroups.ts'
import { getUserByUuid } from './users.ts'
import { repeatChange, transactWrite, type Write } from './writes.ts'

/* How members leave a named group, or are removed from it: in one transaction, as for the other changes. */

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
