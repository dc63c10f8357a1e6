import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { type Message, previewOf } from '../../domain/message.ts'
import { type Place, quietUntil } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, membersIndex, prefixes } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { findNewestMessage } from './messages.ts'
import { scanPages } from './scan.ts'

/** Lists every conversation with members, each once. */
export async function* listGroupUuids(): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const items of scanPages({ index: membersIndex })) {
    for (const groupUuid of items.map((item) => String(item.sk))) {
      if (seen.has(groupUuid))
        seen.delete(groupUuid) // the second of two memberships: forget the group, to bound the memory
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

const shows = ({ lastPlace, preview }: Membership, newest: Message): boolean =>
  lastPlace === newest.place && preview === previewOf(newest.text)

/**
 * Whether the memberships of a group are up to date: all show the newest message, or all show the same earlier message and
 * the newest is quiet after it. They must agree, because a sender's own membership alone decides what is quiet.
 */
const areCurrent = (memberships: Membership[], newest: Message): boolean =>
  memberships.every(
    (membership) =>
      membership.lastPlace === memberships[0]?.lastPlace &&
      (shows(membership, newest) ||
        (newest.isQuiet === true &&
          membership.lastPlace < newest.place &&
          newest.place < quietUntil(membership.lastPlace))),
  )

/** Shows the newest message in a membership, unless the stream has changed the membership since it was read. */
const repair = async (
  { userUuid, groupUuid, lastPlace, other }: Membership,
  newest: Message,
): Promise<boolean> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: 'SET last_message_at = :place, message = :preview',
        // The second condition fails if the other person has been erased since: the preview would restore their text.
        ConditionExpression: 'last_message_at = :seen AND user_uuid = :other',
        ExpressionAttributeValues: {
          ':place': newest.place,
          ':preview': previewOf(newest.text),
          ':seen': lastPlace,
          ':other': other.uuid,
        },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

export type Repair = { userUuid: string; groupUuid: string; from: Place; to: Place }

/** Corrects memberships that do not show the newest message, or only finds them with `dryRun`. */
export const rebuildGroup = async (groupUuid: string, { dryRun = false } = {}): Promise<Repair[]> => {
  // Memberships first. A message between the two reads can only make one look outdated, and the repair is conditional.
  const memberships = (
    await Promise.all((await listMembers(groupUuid)).map((userUuid) => getMembership(userUuid, groupUuid)))
  ).filter((membership) => membership !== undefined)
  const newest = await findNewestMessage(groupUuid)
  if (!newest) return []
  const outdated = areCurrent(memberships, newest)
    ? []
    : memberships.filter((membership) => !shows(membership, newest))
  const repairs = await Promise.all(
    outdated.map(async (membership) => {
      const { userUuid, lastPlace } = membership
      const isRepaired = dryRun || (await repair(membership, newest))
      return isRepaired ? [{ userUuid, groupUuid, from: lastPlace, to: newest.place }] : []
    }),
  )
  return repairs.flat()
}
