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

/** Counts one more, unless that is one too many. For a transaction, where every one is counted. */
export const countUp = (userUuid: string, limit: Limit, now: number) => {
  const { ExpressionAttributeValues: values, ...update } = add(userUuid, limit, now, 1)
  return {
    ...update,
    ConditionExpression: 'attribute_not_exists(hits) OR hits < :most',
    ExpressionAttributeValues: { ...values, ':most': limit.max },
  }
}

/**
 * Reserves a chunk in the counter that all processes share. Answers how much of it was left. The counter may go beyond
 * the limit: what it was before says what is granted, so that no condition can fail and one call is enough.
 */
const reserve = async (userUuid: string, limit: Limit, now: number, chunk: number): Promise<number> => {
  const { Attributes } = await documents.send(
    new UpdateCommand({ ...add(userUuid, limit, now, chunk), ReturnValues: 'UPDATED_NEW' }),
  )
  const before = Number(Attributes?.hits) - chunk
  return Math.max(0, Math.min(chunk, limit.max - freeAllowanceOf(limit) - before))
}

type Quota = { left: number; nextChunk: number; isUsedUp: boolean; reserving?: Promise<void> | undefined }

/** Limits as one process enforces them: its memory is its own, the counters in the table are everybody's. */
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

  /** Lets one pass, or refuses it. Those that come at once wait for the same reservation. */
  return async (userUuid: string, limit: Limit, now: number) => {
    const quota = quotaOf(userUuid, limit, now)
    while (quota.left === 0) {
      if (quota.isUsedUp) throw tooManyRequests(limit, now)
      quota.reserving ??= refill(quota, (chunk) => reserve(userUuid, limit, now, chunk)).finally(() => {
        quota.reserving = undefined
      })
      await quota.reserving
    }
    quota.left -= 1 // nothing is awaited between the check and this
  }
}

/** Refuses what is too much, in this process's share of the limit: docs/decisions/0017-limits.md. */
export const enforceLimit = createLimiter()
