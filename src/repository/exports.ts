import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../domain/error.ts'
import type { Export } from '../domain/export.ts'
import { type Limit, tooManyRequests } from '../domain/limit.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { documents } from './client.ts'
import { exportKey, exportPartition } from './keys.ts'
import { countWithinLimit } from './limits.ts'
import { getItem } from './reads.ts'
import { mustExist } from './users.ts'
import { newItem, transactWrite, updateIf } from './writes.ts'

// The item leads an erasure to the files, so it outlives them.
const ttlSecondsMore = 2 * 24 * 60 * 60

const exportItem = (one: Export) => ({
  ...exportKey(one.userUuid, one.uuid),
  created_at: one.createdAt,
  updated_at: one.updatedAt,
  cursor: one.cursor,
  version: one.version,
  files: one.files,
  expires_at: one.expiresAtSeconds + ttlSecondsMore,
})

const exportOf = (userUuid: string, item: Record<string, unknown>): Export => {
  const row = item as ReturnType<typeof exportItem>
  return {
    userUuid,
    uuid: row.sk,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.cursor ? { cursor: row.cursor } : {}),
    version: row.version,
    files: row.files,
    expiresAtSeconds: row.expires_at - ttlSecondsMore,
  }
}

/** Stores a new export of a user who is not being erased. Counts exactly: an export is much work. */
export const addExport = async (one: Export, limit: Limit, now: number): Promise<void> => {
  const [isGone, isLimited] = await transactWrite([
    mustExist(one.userUuid),
    { Update: countWithinLimit(one.userUuid, limit, now) },
    { Put: newItem(exportItem(one)) },
  ])
  if (isGone) throw new VisibleError('user_unknown')
  if (isLimited) throw tooManyRequests(limit, now)
}

/**
 * Stores what an export has become, unless another attempt was faster, or it was deleted. Returns whether it did. The SDK
 * repeats the update if the response is lost: it holds again then, so that the attempt does not take itself for another one.
 */
export const continueExport = (before: Export, { updatedAt, cursor, files }: Export): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: exportKey(before.userUuid, before.uuid),
    UpdateExpression: `SET updated_at = :now, files = :files, version = :next${cursor ? ', #cursor = :cursor' : ' REMOVE #cursor'}`,
    ConditionExpression: 'version = :version OR (version = :next AND updated_at = :now AND files = :files)',
    ExpressionAttributeNames: { '#cursor': 'cursor' },
    ExpressionAttributeValues: {
      ':now': updatedAt,
      ':files': files,
      ':next': before.version + 1,
      ':version': before.version,
      ...(cursor ? { ':cursor': cursor } : {}),
    },
  })

export const getExport = async (userUuid: string, uuid: string): Promise<Export | undefined> => {
  const item = await getItem(exportKey(userUuid, uuid))
  return item && exportOf(userUuid, item)
}

// More than a user can begin while the items are kept.
const maxExports = 100

/** The exports of a user that have not expired, newest first. */
export const listExports = async (userUuid: string, now: number): Promise<Export[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': exportPartition(userUuid) },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: maxExports,
    }),
  )
  return Items.map((item) => exportOf(userUuid, item)).filter((one) => one.expiresAtSeconds * 1000 > now)
}

/** No attempt that is under way can store what the export has become any more. */
export const stopExport = ({ userUuid, uuid }: Export): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: exportKey(userUuid, uuid),
    UpdateExpression: 'SET version = :stopped REMOVE #cursor',
    ConditionExpression: 'attribute_exists(pk)', // it can expire at any time
    ExpressionAttributeNames: { '#cursor': 'cursor' },
    ExpressionAttributeValues: { ':stopped': -1 },
  })

export const deleteExport = async ({ userUuid, uuid }: Pick<Export, 'userUuid' | 'uuid'>): Promise<void> => {
  await documents.send(new DeleteCommand({ TableName: env.tableName, Key: exportKey(userUuid, uuid) }))
}

export const deleteExports = async (userUuid: string): Promise<void> => {
  await inParallel(await listExports(userUuid, Number.NEGATIVE_INFINITY), deleteExport)
}
