import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { env } from '../env.ts'
import { documents } from './client.ts'
import type { Key } from './keys.ts'

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** A condition: the attribute has this value, which is passed as `:<name>`, or is absent if there is none. */
export const attributeEquals = (name: string, value: string | number | undefined) =>
  value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`

type Update = NonNullable<Write['Update']>

/** Updates an item if its condition holds, and returns whether it did. */
export const updateIf = async (update: Update): Promise<boolean> => {
  try {
    await documents.send(new UpdateCommand(update as UpdateCommandInput))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** The same, but returns the item after the update; undefined if the condition did not hold. */
export const changeIf = async (update: Update): Promise<Attributes | undefined> => {
  try {
    const input = { ...update, ReturnValues: 'ALL_NEW' } as UpdateCommandInput
    return (await documents.send(new UpdateCommand(input))).Attributes
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

type Attributes = Record<string, unknown>

const defined = (attributes: Attributes, prefix: string): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${prefix}${name}`, value]],
    ),
  )

const namesIn = (attributes: Attributes, isDefined: boolean): string[] =>
  Object.keys(attributes).filter((name) => (attributes[name] !== undefined) === isDefined)

const clause = (keyword: string, parts: string[]): string[] =>
  parts.length > 0 ? [`${keyword} ${parts.join(', ')}`] : []

const namesOf = (attributes: Attributes) =>
  Object.fromEntries(Object.keys(attributes).map((name) => [`#${name}`, name]))

/** Expressions may not come with an empty map of values. */
const withValues = (values: Attributes) =>
  Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}

const conditionOf = (before: Attributes) => {
  const equal = namesIn(before, true).map((name) => `#${name} = :before_${name}`)
  const absent = namesIn(before, false).map((name) => `attribute_not_exists(#${name})`)
  return [...equal, ...absent].join(' AND ')
}

/**
 * An update that sets these attributes, and removes those that are undefined, if the attributes in `before` still have
 * these values, or are absent if undefined. With `isShown`, the row looks different to its member: its revision grows.
 */
export const updateUnchanged = (
  Key: Key,
  { before, after, isShown = false }: { before: Attributes; after: Attributes; isShown?: boolean },
) => ({
  TableName: env.tableName,
  Key,
  UpdateExpression: [
    ...clause(
      'SET',
      namesIn(after, true).map((name) => `#${name} = :${name}`),
    ),
    ...clause(
      'REMOVE',
      namesIn(after, false).map((name) => `#${name}`),
    ),
    ...clause('ADD', isShown ? ['revision :one'] : []),
  ].join(' '),
  ConditionExpression: conditionOf(before),
  ExpressionAttributeNames: namesOf({ ...before, ...after }),
  ...withValues({
    ...defined(after, ':'),
    ...defined(before, ':before_'),
    ...(isShown ? { ':one': 1 } : {}),
  }),
})

/** A deletion of an item whose attributes are as in `before`. */
export const deleteUnchanged = (Key: Key, before: Attributes) => ({
  TableName: env.tableName,
  Key,
  ConditionExpression: conditionOf(before),
  ExpressionAttributeNames: namesOf(before),
  ...withValues(defined(before, ':before_')),
})

/** Deletes an item if its attributes are as in `before`, and returns whether they were. */
export const deleteIfUnchanged = async (Key: Key, before: Attributes): Promise<boolean> => {
  try {
    await documents.send(new DeleteCommand(deleteUnchanged(Key, before)))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** A Put over an item whose attributes are as in `before`. */
export const putUnchanged = (item: Key & Attributes, before: Attributes) => {
  const { Key: _, ...condition } = deleteUnchanged(item, before)
  return { ...condition, Item: item }
}

/** A Put that never overwrites. */
export const newItem = (item: Key & Record<string, unknown>) => ({
  TableName: env.tableName,
  Item: item,
  ConditionExpression: 'attribute_not_exists(pk)',
})

/** Writes the item, or overwrites it. */
export const putItem = async (item: Key & Record<string, unknown>): Promise<void> => {
  await documents.send(new PutCommand({ TableName: env.tableName, Item: item }))
}

/** Writes the item if its key is free, and returns whether it was. */
export const putIfAbsent = async (item: Key & Record<string, unknown>): Promise<boolean> => {
  try {
    await documents.send(new PutCommand(newItem(item)))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

// The SDK does not retry a cancelled transaction. These reasons are transient.
const transientReasons = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

// At most 3.2 s in total: a function ends after 10 s, and Cognito waits 5 s for a sign-up.
const maxBackoffsMs = [50, 100, 200, 400, 800, 800, 800]

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Writes all or nothing. Returns for each write whether its condition failed; nothing was written if any did.
 * Conflicts and throttling are retried with exponential backoff and full jitter.
 */
export const transactWrite = async (writes: Write[], wait = sleep): Promise<boolean[]> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: writes }))
      return writes.map(() => false)
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const codes = error.CancellationReasons?.map(({ Code = '' }) => Code) ?? []
      if (codes.includes('ConditionalCheckFailed'))
        return writes.map((_, index) => codes[index] === 'ConditionalCheckFailed')
      const maxBackoffMs = maxBackoffsMs[attempt]
      if (maxBackoffMs === undefined || !codes.some((code) => transientReasons.includes(code))) throw error
      await wait(Math.random() * maxBackoffMs)
    }
  }
}

const maxChanges = 12
const changesAtOnce = 3

/**
 * Repeats a change that fails if an item was written since it was read: `attempt` reads, writes, and returns undefined if
 * the write failed. After three attempts it waits between them, so that many devices at once do not keep each other waiting.
 */
export const repeatChange = async <T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  wait = sleep,
): Promise<T> => {
  for (let attempts = 1; attempts <= maxChanges; attempts += 1) {
    const result = await attempt()
    if (result !== undefined) return result
    if (attempts >= changesAtOnce) await wait(Math.random() * Math.min(400, 10 * 2 ** attempts))
  }
  throw new Error(`gave up ${what}: too many concurrent changes`)
}

/**
 * Retries an idempotent write without backoff. A stream record that fails blocks its shard, and the SDK's own retries are
 * not enough: they share a token bucket, which is empty when many requests fail at once.
 */
export const retryImmediately = async <T>(write: () => Promise<T>, maxAttempts = 3): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    if (maxAttempts <= 1) throw error
    return retryImmediately(write, maxAttempts - 1)
  }
}
