import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Message } from '../domain/message.ts'
import { isPlace } from '../domain/place.ts'
import { prefixes } from './keys.ts'
import { type messageItem, messageOf } from './messages.ts'

type Item = ReturnType<typeof messageItem>

const isText = (value: unknown): value is string => typeof value === 'string'

// Stricter than reading history, because the message is used to update other items.
const rules: Record<keyof Omit<Item, 'quiet'>, (value: unknown) => boolean> = {
  pk: (value) => isText(value) && value.startsWith(prefixes.message),
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

const itemIn = (image: Image): Record<string, unknown> | undefined => {
  try {
    return unmarshall((image ?? {}) as Record<string, AttributeValue>)
  } catch {
    return undefined // a number that JavaScript cannot represent
  }
}

const invalidAttributesOf = (item: Record<string, unknown>): string[] =>
  Object.entries(rules).flatMap(([name, isValid]) => (isValid(item[name]) ? [] : [name]))

/** Reads a stream record: a message, nothing if the item is a pointer, or the reason why it cannot be read. */
export const readRecord = ({ dynamodb }: DynamoDBRecord): ReadRecord => {
  const { SequenceNumber: sequenceNumber = '', Keys, NewImage } = dynamodb ?? {}
  const record = { sequenceNumber, keys: itemIn(Keys) }
  const item = itemIn(NewImage)
  if (!item) return { ...record, reason: 'not an item' }
  if (isText(item.moved_to)) return record
  const invalid = invalidAttributesOf(item)
  if (invalid.length > 0) return { ...record, reason: invalid.join(', ') }
  return { ...record, message: messageOf(String(item.pk).slice(prefixes.message.length), item) }
}

/** The messages of a batch. Skips records that cannot be read: updateInbox reports those. */
export const messagesIn = (records: DynamoDBRecord[]): Message[] =>
  records.map(readRecord).flatMap((record) => ('message' in record && record.message ? [record.message] : []))
