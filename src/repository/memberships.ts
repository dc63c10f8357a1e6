import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../domain/error.ts'
import type { List, Membership, NamedMembership } from '../domain/group.ts'
import type { ListCursor } from '../domain/listCursor.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { sizeOfItem } from './itemSize.ts'
import { listIndex, listPartition, membershipKey } from './keys.ts'
import { type Blocks, blocksOf, hasBegun, membershipOf } from './membershipItem.ts'
import { getItem } from './reads.ts'

/** A user's row of a conversation. Before the first message, a row exists only if one of the two has blocked the other. */
export type Row = {
  exists: boolean
  hasBegun: boolean
  /** Undefined also as soon as the erasure of the user begins. */
  membership?: Membership | undefined
  blocks: Blocks
}

export const noRow: Row = { exists: false, hasBegun: false, blocks: {} }

export const rowOf = (userUuid: string, item: Record<string, unknown> | undefined): Row => {
  if (!item) return noRow
  const isMember = hasBegun(item) && item.erased_at === undefined
  return {
    exists: true,
    hasBegun: hasBegun(item),
    blocks: blocksOf(item),
    ...(isMember ? { membership: membershipOf(userUuid, item) } : {}),
  }
}

export const readRow = async (userUuid: string, groupUuid: string): Promise<Row> =>
  rowOf(userUuid, await getItem(membershipKey(userUuid, groupUuid)))

/** A user's membership of a conversation. Undefined for anybody else, and as soon as the erasure of the user begins. */
export const getMembership = async (userUuid: string, groupUuid: string): Promise<Membership | undefined> =>
  (await readRow(userUuid, groupUuid)).membership

/** The membership of the user of a request. The suspension of an account ends its requests at once, whatever is cached. */
export const requireMembership = async (userUuid: string, groupUuid: string): Promise<Membership> => {
  const membership = await getMembership(userUuid, groupUuid)
  if (!membership) throw new VisibleError('message_group_not_found')
  if (membership.isSuspended) throw new VisibleError('account_suspended')
  return membership
}

/** The same for what only named groups have. */
export const requireNamed = async (userUuid: string, groupUuid: string): Promise<NamedMembership> => {
  const membership = await requireMembership(userUuid, groupUuid)
  if (membership.kind === 'direct') throw new VisibleError('group_is_direct')
  return membership
}

/** The same for the rows of a list. Operators may also list those of a suspended account. */
export const requireActive = (memberships: Membership[]) => {
  if (memberships.some(({ isSuspended }) => isSuspended)) throw new VisibleError('account_suspended')
}

type Range = { list: List; below?: ListCursor | undefined; limit: number }

/** Rows of a list in the order of the index, newest first, the read units that they cost, and their size. */
export const readRows = async (userUuid: string, { list, below, limit }: Range) => {
  const listKey = listPartition(list, userUuid)
  const start = below && {
    ...membershipKey(userUuid, below.groupUuid),
    list_key: listKey,
    last_message_at: below.place,
  }
  const { Items = [], ConsumedCapacity } = await documents.send(
    // One page: 101 rows of at most 4.3 KB are less than the 1 MB of a query.
    new QueryCommand({
      TableName: env.tableName,
      IndexName: listIndex,
      KeyConditionExpression: 'list_key = :list',
      ExpressionAttributeValues: { ':list': listKey },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: start,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  const memberships = Items.map((item) => membershipOf(userUuid, item))
  const bytes = Items.reduce((sum, item) => sum + sizeOfItem(item), 0)
  return { memberships, units: ConsumedCapacity?.CapacityUnits ?? 0, bytes }
}

/** A page of these rows, and whether there are more. */
export const listMemberships = async (userUuid: string, { list, below, limit }: Range) => {
  const { memberships } = await readRows(userUuid, { list, below, limit: limit + 1 })
  return { memberships: memberships.slice(0, limit), hasMore: memberships.length > limit }
}
