import { isDeepStrictEqual } from 'node:util'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type Membership, maxUnread } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import type { Place } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { maxInFirstQuery, readConversation } from '../conversations.ts'
import { membershipKey, membersIndex, prefixes } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { updateIf, updateUnchanged } from '../writes.ts'
import { findLoudMessage } from './messages.ts'
import { scanPages } from './scan.ts'

/** Lists every conversation with members, each once. */
export async function* listGroupUuids(): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const items of scanPages({ index: membersIndex })) {
    for (const groupUuid of items.map((item) => String(item.sk))) {
      if (seen.has(groupUuid))
        seen.delete(groupUuid) // the second of two memberships: not needed any more, and memory stays bounded
      else {
        seen.add(groupUuid)
        yield groupUuid
      }
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

/** Whether a membership shows the last loud message and, if it is settled, has the right last message and unread count. */
const isCurrent = async (membership: Membership, { place }: Message): Promise<boolean> => {
  if (membership.lastPlace !== place) return false
  const { settled } = membership
  if (!settled) return true
  const { last, unreadCount } = (await readConversation(membership)).conversation
  // A row can be settled with the count 100 although fewer are unread: long texts are not all counted.
  const isUncounted = settled.unreadCount === maxUnread && unreadCount > maxInFirstQuery
  // A reaction to the last message does not change the row.
  const expected = { ...last, revision: settled.last.revision }
  return isDeepStrictEqual(settled, {
    last: expected,
    unreadCount: isUncounted ? maxUnread : unreadCount,
  })
}

/** Repairs a membership, unless it was written since it was read: then updateInbox or a user has just changed it. */
const repair = ({ userUuid, groupUuid, revision }: Membership, loud: Message): Promise<boolean> =>
  updateIf(
    updateUnchanged(membershipKey(userUuid, groupUuid), {
      before: { sk: groupUuid, revision },
      after: { last_message_at: loud.place, message: undefined, settled: undefined },
      isShown: true,
    }),
  )

export type Repair = { userUuid: string; groupUuid: string; from: Place; to: Place }

/** Corrects memberships that disagree with the messages, or only finds them with `dryRun`. */
export const rebuildGroup = async (groupUuid: string, { dryRun = false } = {}): Promise<Repair[]> => {
  // Memberships first. A message between the two reads can only make one look outdated, and the repair is conditional.
  const memberships = (
    await Promise.all((await listMembers(groupUuid)).map((userUuid) => getMembership(userUuid, groupUuid)))
  ).filter((membership) => membership !== undefined)
  const loud = await findLoudMessage(groupUuid)
  if (!loud) return []
  const repairs = await Promise.all(
    memberships.map(async (membership) => {
      if (await isCurrent(membership, loud)) return []
      const { userUuid, lastPlace } = membership
      const isRepaired = dryRun || (await repair(membership, loud))
      return isRepaired ? [{ userUuid, groupUuid, from: lastPlace, to: loud.place }] : []
    }),
  )
  return repairs.flat()
}
