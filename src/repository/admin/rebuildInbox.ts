import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { type Message, previewOf } from '../../domain/message.ts'
import { quietUntil } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, membershipPartition, membersIndex } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { findNewestMessage } from '../messages.ts'
import { scanPages } from './scan.ts'

/** Every group that somebody is a member of, each once, as the index of members tells them. */
export async function* listGroupUuids(): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const items of scanPages({ index: membersIndex })) {
    for (const sk of items.map((item) => String(item.sk))) {
      if (seen.has(sk))
        seen.delete(sk) // both members' rows have been met: it comes no more
      else {
        seen.add(sk)
        yield sk
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
  return Items.map(({ pk }) => String(pk).slice(membershipPartition('').length))
}

const shows = ({ lastPlace, preview }: Membership, newest: Message): boolean =>
  lastPlace === newest.place && preview === previewOf(newest.text)

/** Rows may leave quiet messages out, but all of them the same: from the one row that a sender reads follows what the other leaves out. */
const areRight = (rows: Membership[], newest: Message): boolean =>
  rows.every(
    (row) =>
      row.lastPlace === rows[0]?.lastPlace &&
      (shows(row, newest) ||
        (newest.isQuiet === true &&
          row.lastPlace < newest.place &&
          newest.place < quietUntil(row.lastPlace))),
  )

/** Sets a row to what the messages say, unless it has changed since it was looked at: then the stream is at work there. */
const mend = async (
  { userUuid, groupUuid, lastPlace, other }: Membership,
  newest: Message,
): Promise<boolean> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: 'SET last_message_at = :place, message = :preview',
        // The text may be of somebody who is erased meanwhile: then the row names nobody.
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

export type Mended = { userUuid: string; groupUuid: string; from: string; to: string }

/** Brings the rows of a group in line with its messages. Answers what was not; with `dryRun`, leaves it as it is. */
export const rebuildGroup = async (groupUuid: string, { dryRun = false } = {}): Promise<Mended[]> => {
  // The rows first: a message that comes between the two reads makes a row look old that the stream is about to mend.
  const rows = (
    await Promise.all((await listMembers(groupUuid)).map((userUuid) => getMembership(userUuid, groupUuid)))
  ).filter((row) => row !== undefined)
  const newest = await findNewestMessage(groupUuid)
  if (!newest) return []
  const wrong = areRight(rows, newest) ? [] : rows.filter((row) => !shows(row, newest))
  const mended = await Promise.all(
    wrong.map(async (membership) => {
      const { userUuid, lastPlace } = membership
      const isMended = dryRun || (await mend(membership, newest))
      return isMended ? [{ userUuid, groupUuid, from: lastPlace, to: newest.place }] : []
    }),
  )
  return mended.flat()
}
