import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership, Settled } from '../domain/group.ts'
import type { ListCursor } from '../domain/listCursor.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { inboxPartition, listIndex, membershipKey } from './keys.ts'
import { getItem } from './reads.ts'

export const settledItem = ({ last, unreadCount }: Settled, lastPlace: string) => ({
  unread_count: unreadCount,
  user_uuid: last.senderUuid,
  ...(last.place === lastPlace ? {} : { last_message_at: last.place }),
})

export const membershipItem = (membership: Membership) => ({
  ...membershipKey(membership.userUuid, membership.groupUuid),
  message_group_uuid: membership.groupUuid,
  list_key: inboxPartition(membership.userUuid),
  last_message_at: membership.lastPlace,
  message: membership.preview,
  user_uuid: membership.other.uuid,
  user_display_name: membership.other.displayName,
  user_handle: membership.other.handle,
  last_read_at: membership.readPlace,
  revision: membership.revision,
  settled: membership.settled && settledItem(membership.settled, membership.lastPlace),
})

type Item = Partial<ReturnType<typeof membershipItem>>

const settledOf = ({ settled, last_message_at = '', message = '' }: Item): Settled | undefined =>
  settled && {
    last: {
      place: settled.last_message_at ?? last_message_at,
      preview: message,
      senderUuid: settled.user_uuid,
    },
    unreadCount: settled.unread_count,
  }

export const membershipOf = (userUuid: string, item: Record<string, unknown>): Membership => {
  const row = item as ReturnType<typeof membershipItem>
  return {
    userUuid,
    groupUuid: row.sk,
    other: { uuid: row.user_uuid, displayName: row.user_display_name, handle: row.user_handle },
    lastPlace: row.last_message_at,
    preview: row.message,
    readPlace: row.last_read_at,
    revision: row.revision,
    settled: settledOf(row),
  }
}

/** A user's membership of a conversation. Undefined for anybody else, and as soon as the erasure of the user begins. */
export const getMembership = async (userUuid: string, groupUuid: string): Promise<Membership | undefined> => {
  const item = await getItem(membershipKey(userUuid, groupUuid))
  return item && item.erased_at === undefined ? membershipOf(userUuid, item) : undefined
}

type Range = { below?: ListCursor | undefined; limit: number }

/** Rows of a user's inbox in the order of the index, newest first, and the read units that they cost. */
export const readInboxRows = async (userUuid: string, { below, limit }: Range) => {
  const list = inboxPartition(userUuid)
  const start = below && {
    ...membershipKey(userUuid, below.groupUuid),
    list_key: list,
    last_message_at: below.place,
  }
  const { Items = [], ConsumedCapacity } = await documents.send(
    // One page: 101 rows of at most 2.5 KB are less than the 1 MB of a query.
    new QueryCommand({
      TableName: env.tableName,
      IndexName: listIndex,
      KeyConditionExpression: 'list_key = :list',
      ExpressionAttributeValues: { ':list': list },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: start,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  const memberships = Items.map((item) => membershipOf(userUuid, item))
  return { memberships, units: ConsumedCapacity?.CapacityUnits ?? 0 }
}

/** A page of these rows, and whether there are more. */
export const listMemberships = async (userUuid: string, { below, limit }: Range) => {
  const { memberships } = await readInboxRows(userUuid, { below, limit: limit + 1 })
  return { memberships: memberships.slice(0, limit), hasMore: memberships.length > limit }
}
