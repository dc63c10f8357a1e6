import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'

/** A `stream` event of a function, as serverless.yml declares it. */
export type EventSourceMapping = {
  batchSize: number
  maximumRetryAttempts: number
  maximumRecordAgeInSeconds: number
  bisectBatchOnFunctionError?: boolean
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  filterPatterns: Pattern[]
  /** Without it, Lambda ignores the function's response. */
  functionResponseType?: 'ReportBatchItemFailures'
  /** Without it, Lambda discards failed records. */
  destinations?: { onFailure: unknown }
}

export type Pattern = { [name: string]: Pattern | (string | { prefix: string } | { exists: boolean })[] }

/** Whether a record matches a filter pattern: every field of the pattern lists the accepted values. */
export const matches = (pattern: Pattern, record: unknown): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = (record as Record<string, unknown> | undefined)?.[name]
    if (!Array.isArray(expected)) return matches(expected, value)
    return expected.some((rule) => {
      if (typeof rule === 'string') return value === rule
      if ('prefix' in rule) return typeof value === 'string' && value.startsWith(rule.prefix)
      if ('exists' in rule) return (value !== undefined) === rule.exists
      throw new Error(
        `The local stack does not support the filter rule ${JSON.stringify(rule)} yet. Add it in local/eventSourceMapping.ts.`,
      )
    })
  })

export type Invoke = (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse | undefined>

// Lambda's own names for why it sends records to the failure destination.
type FailureCondition = 'RecordAgeExceeded' | 'RetryAttemptsExhausted'

type Dependencies = {
  invoke: Invoke
  giveUp: (records: DynamoDBRecord[], condition: FailureCondition) => void | Promise<void>
  clock?: () => number
  pause?: (attempt: number) => Promise<unknown>
}

const maxPauseMs = 500
const pauseBeforeRetry = (attempt: number) => sleep(Math.min(50 * 2 ** attempt, maxPauseMs))

const unlimited = -1

const isTooOld = (record: DynamoDBRecord, mapping: EventSourceMapping, now: number): boolean => {
  const createdAt = record.dynamodb?.ApproximateCreationDateTime
  return (
    mapping.maximumRecordAgeInSeconds !== unlimited &&
    createdAt !== undefined &&
    now - createdAt * 1000 > mapping.maximumRecordAgeInSeconds * 1000
  )
}

const allFailed = -1

/** The index of the first failed record; `allFailed` if the function reports an identifier that is not in the batch. */
const indexOfFirstFailure = (
  records: DynamoDBRecord[],
  response: DynamoDBBatchResponse | undefined,
): number => {
  const failures = response?.batchItemFailures ?? []
  if (failures.length === 0) return records.length
  const indexes = failures.map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  )
  return Math.min(...indexes)
}

/**
 * Delivers a batch as Lambda does from a DynamoDB stream. If the function throws, Lambda halves the batch; if the function
 * reports failed records, Lambda retries from the first of them. Neither counts as a retry. AWS does not document whether
 * Lambda halves a batch whose first record is reported. This function does not, which is the worse case: the records after
 * a poison record fail together with it.
 */
export const deliver = async (
  records: DynamoDBRecord[],
  mapping: EventSourceMapping,
  dependencies: Dependencies,
  attempt = 0,
): Promise<void> => {
  const { invoke, clock = Date.now, pause = pauseBeforeRetry } = dependencies
  const giveUp: Dependencies['giveUp'] = mapping.destinations ? dependencies.giveUp : () => {}
  const expired = records.filter((record) => isTooOld(record, mapping, clock()))
  if (expired.length > 0) await giveUp(expired, 'RecordAgeExceeded')
  const batch = records.filter((record) => !expired.includes(record))
  if (batch.length === 0) return

  const failedAt = await invoke(batch)
    .then((response) => indexOfFirstFailure(batch, mapping.functionResponseType ? response : undefined))
    .catch(() => allFailed) // the function threw, or its response is malformed
  const remaining = batch.slice(Math.max(0, failedAt))
  if (remaining.length === 0) return
  const canHalve = failedAt === allFailed && remaining.length > 1
  const isSplit = mapping.bisectBatchOnFunctionError && (canHalve || failedAt > 0)
  const isLastAttempt = mapping.maximumRetryAttempts !== unlimited && attempt >= mapping.maximumRetryAttempts
  if (!isSplit && isLastAttempt) return giveUp(remaining, 'RetryAttemptsExhausted')
  await pause(attempt)
  if (!isSplit) return deliver(remaining, mapping, dependencies, attempt + 1)
  if (!canHalve) return deliver(remaining, mapping, dependencies, attempt)
  const middle = Math.ceil(remaining.length / 2)
  await deliver(remaining.slice(0, middle), mapping, dependencies, attempt)
  await deliver(remaining.slice(middle), mapping, dependencies, attempt)
}
