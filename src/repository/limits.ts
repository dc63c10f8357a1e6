import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { createCache } from '../cache.ts'
import { firstChunkSizeOf, freeAllowanceOf, type Limit, tooManyRequests, windowOf } from '../domain/limit.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { limitKey } from './keys.ts'

const add = (userUuid: string, limit: Limit, now: number, count: number) => {
  const { index, endsAtSeconds } = windowOf(limit, now)
  return {
    TableName: env.tableName,
    Key: limitKey(userUuid, limit.name, index),
    UpdateExpression: 'SET expires_at = :end ADD hits :count',
    ExpressionAttributeValues: { ':end': endsAtSeconds, ':count': count },
  }
}

/** An update for a transaction: counts one action, and fails if the limit is reached. Counts exactly. */
export const countWithinLimit = (userUuid: string, limit: Limit, now: number) => {
  const { ExpressionAttributeValues: values, ...update } = add(userUuid, limit, now, 1)
  return {
    ...update,
    ConditionExpression: 'attribute_not_exists(hits) OR hits < :max',
    ExpressionAttributeValues: { ...values, ':max': limit.max },
  }
}

/**
 * Reserves a chunk of the limit in the shared counter, and returns how much was granted. Unconditional, so that one call
 * is enough: the counter may exceed the limit, and its value before the update determines what is granted.
 */
const reserve = async (userUuid: string, limit: Limit, now: number, chunk: number): Promise<number> => {
  const { Attributes } = await documents.send(
    new UpdateCommand({ ...add(userUuid, limit, now, chunk), ReturnValues: 'UPDATED_NEW' }),
  )
  const before = Number(Attributes?.hits) - chunk
  return Math.max(0, Math.min(chunk, limit.max - freeAllowanceOf(limit) - before))
}

type Quota = { left: number; nextChunk: number; isUsedUp: boolean; reserving?: Promise<void> | undefined }

/** A rate limiter with quotas in the memory of this process, taken in chunks from shared counters in the table. */
export const createLimiter = () => {
  const quotas = createCache<Quota>()

  const quotaOf = (userUuid: string, limit: Limit, now: number): Quota => {
    const { index, endsAtSeconds } = windowOf(limit, now)
    const name = `${userUuid} ${limit.name} ${index}`
    const known = quotas.get(name, now)
    if (known) return known
    const quota = { left: freeAllowanceOf(limit), nextChunk: firstChunkSizeOf(limit), isUsedUp: false }
    quotas.set(name, quota, { now, until: endsAtSeconds * 1000 })
    return quota
  }

  const refill = async (quota: Quota, reserveChunk: (chunk: number) => Promise<number>) => {
    const chunk = quota.nextChunk
    const granted = await reserveChunk(chunk)
    quota.left += granted
    quota.nextChunk = 2 * chunk
    quota.isUsedUp = granted < chunk
  }

  /** Counts an action or throws `too_many_requests`. Concurrent actions wait for the same reservation. */
  return async (userUuid: string, limit: Limit, now: number) => {
    const quota = quotaOf(userUuid, limit, now)
    while (quota.left === 0) {
      if (quota.isUsedUp) throw tooManyRequests(limit, now)
      quota.reserving ??= refill(quota, (chunk) => reserve(userUuid, limit, now, chunk)).finally(() => {
        quota.reserving = undefined
      })
      await quota.reserving
    }
    quota.left -= 1 // safe, because nothing is awaited since the check
  }
}

/** Enforces a rate limit approximately, at a fraction of a write per action (docs/decisions/0017-limits.md). */
export const enforceLimit = createLimiter()

/** Enforces the limit of changes: what a user does to conversations, blocks and settings. */
export const enforceChangeLimit = (userUuid: string, now: number) =>
  enforceLimit(userUuid, { name: 'change', max: env.changesPerMinute, windowSeconds: 60 }, now)
