import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'

/** What serverless.yml says of a stream that wakes a function, in the framework's own words. */
export type Rules = {
  batchSize: number
  maximumRetryAttempts: number
  maximumRecordAgeInSeconds: number
  bisectBatchOnFunctionError?: boolean
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  filterPatterns: Pattern[]
  /** Without it, Lambda does not look at what a function reports. */
  functionResponseType?: 'ReportBatchItemFailures'
  /** Without it, Lambda discards what it gives up on. */
  destinations?: { onFailure: unknown }
}

export type Pattern = { [name: string]: Pattern | (string | { prefix: string } | { exists: boolean })[] }

/** As Lambda filters: every name of the pattern has, in the record, one of the values. */
export const matches = (pattern: Pattern, record: unknown): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = (record as Record<string, unknown> | undefined)?.[name]
    if (!Array.isArray(expected)) return matches(expected, value)
    return expected.some((one) => {
      if (typeof one === 'string') return value === one
      if ('prefix' in one) return typeof value === 'string' && value.startsWith(one.prefix)
      if ('exists' in one) return (value !== undefined) === one.exists
      throw new Error(
        `The local stream knows no filter ${JSON.stringify(one)} yet: local/eventSource.ts is the place.`,
      )
    })
  })

export type Invoke = (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse | undefined>

type Surroundings = {
  invoke: Invoke
  giveUp: (records: DynamoDBRecord[], why: string) => void | Promise<void>
  clock?: () => number
  pause?: (attempt: number) => Promise<unknown>
}

const longestPauseMs = 500
const backOff = (attempt: number) => sleep(Math.min(50 * 2 ** attempt, longestPauseMs))

const unlimited = -1

const tooOld = (record: DynamoDBRecord, rules: Rules, now: number): boolean => {
  const at = record.dynamodb?.ApproximateCreationDateTime
  return (
    rules.maximumRecordAgeInSeconds !== unlimited &&
    at !== undefined &&
    now - at * 1000 > rules.maximumRecordAgeInSeconds * 1000
  )
}

const allFailed = -1

// Lambda continues with the lowest record that is reported. An identifier that is not in the batch fails all of it.
const firstFailed = (records: DynamoDBRecord[], answer: DynamoDBBatchResponse | undefined): number => {
  const failed = answer?.batchItemFailures ?? []
  if (failed.length === 0) return records.length
  const indexes = failed.map(({ itemIdentifier }) =>
    records.findIndex((one) => one.dynamodb?.SequenceNumber === itemIdentifier),
  )
  return Math.min(...indexes) // allFailed, where one is not found
}

/**
 * Delivers a batch as Lambda does from a DynamoDB stream. If the function fails, Lambda halves the batch; if the function
 * reports records, Lambda cuts the batch before the lowest of them. Neither counts as a retry. AWS does not document whether
 * it halves a batch whose first record is reported. Here it does not, which is the worse case: the records behind a poison
 * record are given up together with it.
 */
export const deliver = async (
  records: DynamoDBRecord[],
  rules: Rules,
  surroundings: Surroundings,
  attempt = 0,
): Promise<void> => {
  const { invoke, clock = Date.now, pause = backOff } = surroundings
  const giveUp: Surroundings['giveUp'] = rules.destinations ? surroundings.giveUp : () => {}
  const old = records.filter((record) => tooOld(record, rules, clock()))
  if (old.length > 0) await giveUp(old, 'too old')
  const young = records.filter((record) => !old.includes(record))
  if (young.length === 0) return

  const failedAt = await invoke(young)
    .then((answer) => firstFailed(young, rules.functionResponseType ? answer : undefined))
    .catch(() => allFailed) // it threw, or its answer is malformed
  const left = young.slice(Math.max(0, failedAt))
  if (left.length === 0) return
  const mayBeHalved = failedAt === allFailed && left.length > 1
  const isSplit = rules.bisectBatchOnFunctionError && (mayBeHalved || failedAt > 0)
  const isLast = rules.maximumRetryAttempts !== unlimited && attempt >= rules.maximumRetryAttempts
  if (!isSplit && isLast) return giveUp(left, 'tried too often')
  await pause(attempt)
  if (!isSplit) return deliver(left, rules, surroundings, attempt + 1)
  if (!mayBeHalved) return deliver(left, rules, surroundings, attempt)
  const middle = Math.ceil(left.length / 2)
  await deliver(left.slice(0, middle), rules, surroundings, attempt)
  await deliver(left.slice(middle), rules, surroundings, attempt)
}
