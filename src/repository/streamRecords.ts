import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Recorded } from '../domain/arrival.ts'
import { erasedUser, type Message } from '../domain/message.ts'
import { isPlace } from '../domain/place.ts'
import { prefixes } from './keys.ts'
import { messageOf } from './messages.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

// Stricter than reading history, because the message is used to update other items.
const rules: Record<string, (value: unknown, item: Record<string, unknown>) => boolean> = {
  pk: (value) => isText(value) && value.startsWith(prefixes.message),
  sk: (value) => isText(value) && isPlace(value),
  message_uuid: isText,
  // A deleted message has none, and one with pictures does not need one.
  message: (value, { deleted_at, attachments, deleted_attachments }) =>
    isText(value) || [deleted_at, attachments, deleted_attachments].some((each) => each !== undefined),
  user_uuid: isText,
  user_display_name: isText,
  user_handle: isText,
  // The members of a named group are in its own item. Of a direct conversation, both can be erased.
  member_uuids: (value, { in_named_group, user_uuid }) =>
    in_named_group === true ||
    (Array.isArray(value) && value.every(isText) && (value.length > 0 || user_uuid === erasedUser.uuid)),
}

export type ReadRecord = {
  sequenceNumber: string
  keys: unknown
} & ({ message?: Message; isChange?: boolean } | { reason: string })

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage']

const itemIn = (image: Image): Record<string, unknown> | undefined => {
  try {
    return unmarshall((image ?? {}) as Record<string, AttributeValue>)
  } catch {
    return undefined // a number that JavaScript cannot represent
  }
}

const invalidAttributesOf = (item: Record<string, unknown>): string[] =>
  Object.entries(rules).flatMap(([name, isValid]) => (isValid(item[name], item) ? [] : [name]))

/** Reads a stream record: a message, nothing if the item is a pointer, or the reason why it cannot be read. */
export const readRecord = ({ eventName, dynamodb }: DynamoDBRecord): ReadRecord => {
  const { SequenceNumber: sequenceNumber = '', Keys, NewImage } = dynamodb ?? {}
  const record = { sequenceNumber, keys: itemIn(Keys) }
  const item = itemIn(NewImage)
  if (!item) return { ...record, reason: 'not an item' }
  if (isText(item.moved_to)) return record
  const invalid = invalidAttributesOf(item)
  if (invalid.length > 0) return { ...record, reason: invalid.join(', ') }
  const message = messageOf(String(item.pk).slice(prefixes.message.length), item)
  return { ...record, message, isChange: eventName === 'MODIFY' }
}

/** The messages in records, in their order. Leaves out what is no message, and what cannot be read. */
export const messagesIn = (records: ReadRecord[]): Recorded[] =>
  records.flatMap((record) =>
    'message' in record && record.message
      ? [{ message: record.message, isChange: record.isChange ?? false }]
      : [],
  )
