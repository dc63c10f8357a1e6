import { isDeepStrictEqual } from 'node:util'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type Membership, maxUnread } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import { hasMember, type NamedGroup } from '../../domain/namedGroup.ts'
import { isUuidV7 } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { maxInFirstQuery, readConversation } from '../conversations.ts'
import { membershipKey, membersIndex, prefixes } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { getNamedGroup } from '../namedGroups.ts'
import { updateIf, updateUnchanged } from '../writes.ts'
import { findLoudMessage } from './messages.ts'
import { findWrongRows, groupAttributes, type RowRepair, showsGroup } from './rebuildNamed.ts'
import { scanPages } from './scan.ts'

// The members of a conversation are next to one another in the index. One that is forgotten is only listed again.
const maxRemembered = 100_000

/** Lists every conversation with members, each once. */
export async function* listGroupUuids(): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const items of scanPages({ index: membersIndex })) {
    for (const groupUuid of items.map((item) => String(item.sk))) {
      if (seen.has(groupUuid)) continue
      if (seen.size >= maxRemembered) seen.clear()
      seen.add(groupUuid)
      yield groupUuid
    }
  }
}

const listMembers = async (groupUuid: string): Promise<string[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      IndexName: membersIndex,
      KeyConditionExpression: 'message_group_uuid = :group',
      ExpressionAttributeValues: { ':group': groupUuid },
    }),
  )
  return Items.map(({ pk }) => String(pk).slice(prefixes.membership.length))
}

// Attributes that are undefined count as absent.
const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)))

/** Whether a settled row has the right last message and unread count. */
const isSettledRight = async (membership: Membership): Promise<boolean> => {
  const { settled } = membership
  if (!settled) return true
  const { last, unreadCount } = (await readConversation(membership)).conversation
  // A row can be settled with the count 100 although fewer are unread: long texts are not all counted.
  const isUncounted = settled.unreadCount === maxUnread && unreadCount > maxInFirstQuery
  // A reaction to the last message does not change the row.
  const expected = { ...last, revision: settled.last.revision }
  return isSame(settled, { last: expected, unreadCount: isUncounted ? maxUnread : unreadCount })
}

/** What is wrong with a row. */
const faultOf = async (
  membership: Membership,
  loud: Message,
  group: NamedGroup | undefined,
): Promise<string | undefined> => {
  if (membership.lastPlace !== loud.place) return `${membership.lastPlace} → ${loud.place}`
  if (membership.kind === 'named' && group && !showsGroup(membership, group)) return 'title or members'
  return (await isSettledRight(membership)) ? undefined : 'last message or unread count'
}

/** Repairs a membership, unless it was written since it was read: then updateInbox or a user has just changed it. */
const repair = (
  { userUuid, groupUuid, revision }: Membership,
  loud: Message,
  group: NamedGroup | undefined,
): Promise<boolean> =>
  updateIf(
    updateUnchanged(membershipKey(userUuid, groupUuid), {
      before: { sk: groupUuid, revision },
      after: {
        last_message_at: loud.place,
        message: undefined,
        settled: undefined,
        ...(group ? groupAttributes(group, userUuid) : {}),
      },
      isShown: true,
    }),
  )

/** What was, or would be, repaired in whose row. */
export type Repair = { userUuid: string; groupUuid: string; what: string }

const findFaults = async (
  memberships: Membership[],
  loud: Message,
  group: NamedGroup | undefined,
): Promise<RowRepair[]> => {
  const faults = await Promise.all(
    memberships.map(async (membership) => {
      const what = await faultOf(membership, loud, group)
      const write = () => repair(membership, loud, group)
      return what === undefined ? [] : [{ userUuid: membership.userUuid, what, write }]
    }),
  )
  return faults.flat()
}

/** Corrects memberships that disagree with the messages or with the group, or only finds them with `dryRun`. */
export const rebuildGroup = async (groupUuid: string, { dryRun = false } = {}): Promise<Repair[]> => {
  // Memberships first. A message or an event between the reads can only make one look outdated, and the repair is conditional.
  const listed = await listMembers(groupUuid)
  const memberships = (
    await Promise.all(listed.map((userUuid) => getMembership(userUuid, groupUuid)))
  ).filter((membership) => membership !== undefined)
  const group = isUuidV7(groupUuid) ? await getNamedGroup(groupUuid) : undefined
  const loud = await findLoudMessage(groupUuid)
  if (!loud) return []
  const owners = memberships.map(({ userUuid }) => userUuid)
  const ofMembers = group ? memberships.filter(({ userUuid }) => hasMember(group, userUuid)) : memberships
  const found = [
    ...(group ? await findWrongRows(group, loud, owners) : []),
    ...(await findFaults(ofMembers, loud, group)),
  ]
  const repairs = await Promise.all(
    found.map(async ({ userUuid, what, write }) =>
      dryRun || (await write()) ? [{ userUuid, groupUuid, what }] : [],
    ),
  )
  return repairs.flat()
}
