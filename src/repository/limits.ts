import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../domain/error.ts'
import { freeOf, type Limit, secondsLeft, windowOf } from '../domain/limit.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { limitKey } from './keys.ts'

/** Counts one more, unless that is one too many. */
export const countUp = (userUuid: string, limit: Limit, now: number, most = limit.most) => {
  const { index, endsAtSeconds } = windowOf(limit, now)
  return {
    TableName: env.tableName,
    Key: limitKey(userUuid, limit.name, index),
    UpdateExpression: 'SET expires_at = :end ADD hits :one',
    ConditionExpression: 'attribute_not_exists(hits) OR hits < :most',
    ExpressionAttributeValues: { ':end': endsAtSeconds, ':one': 1, ':most': most },
  }
}

export const tooMany = (limit: Limit, now: number) =>
  new VisibleError('too_many_requests', { retryAfterSeconds: secondsLeft(limit, now) })

const mostRemembered = 10_000
const seen = new Map<string, { index: number; hits: number }>()

const hitsHere = (name: string, index: number): number => {
  const known = seen.get(name)
  const hits = known?.index === index ? known.hits + 1 : 1
  if (seen.size >= mostRemembered) seen.clear()
  seen.set(name, { index, hits })
  return hits
}

/**
 * Refuses what is too much. The first of a window are counted in this process only, at no cost; from then on each is
 * counted in the table, where every process sees it (docs/decisions/0017-limits.md).
 */
export const mindLimit = async (userUuid: string, limit: Limit, now: number) => {
  const free = freeOf(limit)
  if (hitsHere(`${userUuid} ${limit.name}`, windowOf(limit, now).index) <= free) return
  await documents
    .send(new UpdateCommand(countUp(userUuid, limit, now, limit.most - free)))
    .catch((error: unknown) => {
      throw error instanceof ConditionalCheckFailedException ? tooMany(limit, now) : error
    })
}
