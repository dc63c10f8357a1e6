import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Message } from '../domain/message.ts'
import { isPlace } from '../domain/place.ts'
import { type messageItem, messageOf } from './messages.ts'

const partition = 'MSG#'

type Item = ReturnType<typeof messageItem>

const isText = (value: unknown): value is string => typeof value === 'string'

// Stricter than a reader of history, who shows what there is: this message is about to change other items.
const rules: Record<keyof Omit<Item, 'quiet'>, (value: unknown) => boolean> = {
  pk: (value) => isText(value) && value.startsWith(partition),
  sk: (value) => isText(value) && isPlace(value),
  message_uuid: isText,
  message: isText,
  user_uuid: isText,
  user_display_name: isText,
  user_handle: isText,
  member_uuids: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
}

export type ReadRecord = { sequenceNumber: string; keys: unknown } & (
  | { message?: Message }
  | { reason: string }
)

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage']

const read = (image: Image): Record<string, unknown> | undefined => {
  try {
    return unmarshall((image ?? {}) as Record<string, AttributeValue>)
  } catch {
    return undefined // DynamoDB's numbers are longer than JavaScript's
  }
}

const faultsIn = (item: Record<string, unknown>): string[] =>
  Object.entries(rules).flatMap(([name, holds]) => (holds(item[name]) ? [] : [name]))

/** The message of a stream record; nothing, where it is a pointer; or why it cannot be read. */
export const readRecord = ({ dynamodb }: DynamoDBRecord): ReadRecord => {
  const { SequenceNumber: sequenceNumber = '', Keys, NewImage } = dynamodb ?? {}
  const record = { sequenceNumber, keys: read(Keys) }
  const item = read(NewImage)
  if (!item) return { ...record, reason: 'not an item' }
  if (isText(item.moved_to)) return record
  const faults = faultsIn(item)
  if (faults.length > 0) return { ...record, reason: faults.join(', ') }
  return { ...record, message: messageOf(String(item.pk).slice(partition.length), item) }
}

/** The messages of a batch. What cannot be read is updateInbox's to report. */
export const messagesIn = (records: DynamoDBRecord[]): Message[] =>
  records.map(readRecord).flatMap((record) => ('message' in record && record.message ? [record.message] : []))
