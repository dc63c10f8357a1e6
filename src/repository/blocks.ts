import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../domain/error.ts'
import { groupUuidOf, type Membership } from '../domain/group.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { blockKey, blockPartition, membershipKey } from './keys.ts'
import { blockAttributes, listAttributes } from './membershipItem.ts'
import { getMembership, type Row, readRow } from './memberships.ts'
import { getItem } from './reads.ts'
import { mustExist } from './users.ts'
import { deleteUnchanged, repeatChange, transactWrite, updateUnchanged, type Write } from './writes.ts'

/*
 * A block is an item of the blocker, and a mark on the rows of both people in their conversation, which every send and
 * every start reads anyway (docs/decisions/0038-lists-and-blocks.md). Before the first message, the block writes the two
 * rows without a conversation. Starting one fails then, because it writes new rows.
 */

/** The row of one of the two people, as it was read. */
type Stored = Row & { userUuid: string; groupUuid: string }

const readStored = async (userUuid: string, groupUuid: string): Promise<Stored> => ({
  userUuid,
  groupUuid,
  ...(await readRow(userUuid, groupUuid)),
})

const keyOf = ({ userUuid, groupUuid }: Stored) => membershipKey(userUuid, groupUuid)

/** The attributes that the writes of a block depend on, in either row. */
const dependencies = ({ hasBegun, groupUuid, blocks }: Stored) => ({
  message_group_uuid: hasBegun ? groupUuid : undefined,
  ...blockAttributes(blocks),
})

/** More attributes of the blocker's row. The other person could delay the block by changing those of theirs. */
const ownDependencies = (own: Stored) => ({
  ...dependencies(own),
  ...(own.membership && {
    last_read_at: own.membership.readPlace,
    state: listAttributes(own.membership).state,
  }),
})

const update = (
  row: Stored,
  after: Record<string, unknown>,
  isShown = false,
  before: Record<string, unknown> = dependencies(row),
): Write => ({ Update: updateUnchanged(keyOf(row), { before, after, isShown }) })

const remove = (row: Stored): Write => ({ Delete: deleteUnchanged(keyOf(row), dependencies(row)) })

/** The list of the blocker's row, if it is in one. */
const listed = ({ membership }: Stored, hasBlocked: boolean | undefined) =>
  membership && listAttributes({ ...membership, hasBlocked })

const blockWrites = (own: Stored, other: Stored): Write[] => [
  update(own, { has_blocked: true, ...listed(own, true) }, own.hasBegun, ownDependencies(own)),
  // Without a new revision: the other person would notice it.
  update(other, { is_blocked: true, seen_when_blocked: own.membership?.readPlace }),
]

const unblockWrites = (own: Stored, other: Stored): Write[] => {
  const isOwnNeeded = own.hasBegun || own.blocks.blockedWith
  const isOtherNeeded = other.hasBegun || other.blocks.hasBlocked
  const after = { has_blocked: undefined, ...listed(own, undefined) }
  const ownUpdate = update(own, after, own.hasBegun, ownDependencies(own))
  const otherUpdate = update(other, { is_blocked: undefined, seen_when_blocked: undefined })
  return [
    ...(own.exists ? [isOwnNeeded ? ownUpdate : remove(own)] : []),
    ...(other.exists ? [isOtherNeeded ? otherUpdate : remove(other)] : []),
  ]
}

/** Whether something has changed, and the blocker's membership as it is then, if there is a conversation. */
export type BlockChange = { isChanged: boolean; membership?: Membership | undefined }

const readRows = (userUuid: string, otherUuid: string) => {
  const groupUuid = groupUuidOf(userUuid, otherUuid)
  return Promise.all([readStored(userUuid, groupUuid), readStored(otherUuid, groupUuid)])
}

const changed = async ({ userUuid, groupUuid, membership }: Stored): Promise<BlockChange> => ({
  isChanged: true,
  membership: membership && (await getMembership(userUuid, groupUuid)),
})

/** Blocks somebody. Both accounts must exist, so that no erasure can miss the block. */
export const block = (userUuid: string, otherUuid: string): Promise<BlockChange> =>
  repeatChange(`blocking ${otherUuid} for ${userUuid}`, async () => {
    const [own, other] = await readRows(userUuid, otherUuid)
    if (own.blocks.hasBlocked) return { isChanged: false, membership: own.membership }
    const [isGone, isOtherGone, ...failed] = await transactWrite([
      mustExist(userUuid),
      mustExist(otherUuid),
      { Put: { TableName: env.tableName, Item: blockKey(userUuid, otherUuid) } },
      ...blockWrites(own, other),
    ])
    if (isGone) throw new VisibleError('user_unknown')
    if (isOtherGone) throw new VisibleError('user_not_found')
    return failed.includes(true) ? undefined : changed(own)
  })

/** Takes a block back. The conversation returns to the list where it was. */
export const unblock = (userUuid: string, otherUuid: string): Promise<BlockChange> => {
  const key = blockKey(userUuid, otherUuid)
  return repeatChange(`unblocking ${otherUuid} for ${userUuid}`, async () => {
    const [own, other] = await readRows(userUuid, otherUuid)
    const isBlocked = own.blocks.hasBlocked || (await getItem(key)) !== undefined
    if (!isBlocked) return { isChanged: false, membership: own.membership }
    const failed = await transactWrite([
      { Delete: { TableName: env.tableName, Key: key } },
      ...unblockWrites(own, other),
    ])
    return failed.includes(true) ? undefined : changed(own)
  })
}

export const hasBlocked = async (userUuid: string, otherUuid: string): Promise<boolean> =>
  (await getItem(blockKey(userUuid, otherUuid))) !== undefined

type Range = { after?: string | undefined; limit: number }

/** The uuids of the people whom a user has blocked, in the order of their uuids, and whether there are more. */
export const listBlocked = async (userUuid: string, { after, limit }: Range) => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': blockPartition(userUuid) },
      ConsistentRead: true,
      Limit: limit + 1,
      ExclusiveStartKey: after === undefined ? undefined : blockKey(userUuid, after),
    }),
  )
  const uuids = Items.map(({ sk }) => String(sk))
  return { uuids: uuids.slice(0, limit), hasMore: uuids.length > limit }
}
