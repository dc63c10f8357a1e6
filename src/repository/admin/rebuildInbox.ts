import { isDeepStrictEqual } from 'node:util'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { type Message, previewOf } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { readConversation } from '../conversations.ts'
import { membershipKey, membershipPartition, membersIndex } from '../keys.ts'
import { getMembership, isAtRevision, raise, unsettle } from '../memberships.ts'
import { findLoudMessage } from '../messages.ts'
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

/** Whether a row shows the last loud message, and states nothing that the messages do not say. */
const isRight = async (row: Membership, { place, text }: Message): Promise<boolean> => {
  if (row.lastPlace !== place || row.preview !== previewOf(text)) return false
  if (!row.settled) return true
  const { last, unreadCount } = (await readConversation(row)).conversation
  return isDeepStrictEqual(row.settled, { last, unreadCount })
}

/** Corrects a row, unless it was written since it was read: then the stream is at work there. */
const mend = async ({ userUuid, groupUuid, revision }: Membership, loud: Message): Promise<boolean> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: `SET last_message_at = :place, message = :preview ${unsettle}`,
        ConditionExpression: `attribute_exists(pk) AND ${isAtRevision(revision)}`,
        ExpressionAttributeValues: {
          ...raise,
          ':place': loud.place,
          ':preview': previewOf(loud.text),
          ...(revision === undefined ? {} : { ':revision': revision }),
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

/** Brings the rows of a group in line with its messages. Returns those that were not; with `dryRun`, it writes nothing. */
export const rebuildGroup = async (groupUuid: string, { dryRun = false } = {}): Promise<Mended[]> => {
  // The rows are read first. A message that is stored between the two reads makes a row look old that the stream is about to move.
  const rows = (
    await Promise.all((await listMembers(groupUuid)).map((userUuid) => getMembership(userUuid, groupUuid)))
  ).filter((row) => row !== undefined)
  const loud = await findLoudMessage(groupUuid)
  if (!loud) return []
  const mended = await Promise.all(
    rows.map(async (row) => {
      if (await isRight(row, loud)) return []
      const isMended = dryRun || (await mend(row, loud))
      return isMended ? [{ userUuid: row.userUuid, groupUuid, from: row.lastPlace, to: loud.place }] : []
    }),
  )
  return mended.flat()
}
