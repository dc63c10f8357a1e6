import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Message } from '../domain/message.ts'
import { isPlace } from '../domain/place.ts'

const pointerSchema = z.object({ moved_to: z.string() })

// Stricter than a reader of history, who shows what there is: this message is about to change other items.
const messageSchema = z.object({
  pk: z.string().check(z.startsWith('MSG#')),
  sk: z.string().check(z.refine(isPlace)),
  message_uuid: z.string(),
  message: z.string(),
  user_uuid: z.string(),
  user_display_name: z.string(),
  user_handle: z.string(),
  member_uuids: z.array(z.string()).check(z.minLength(1)),
})

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

/** The message of a stream record; nothing, where it is a pointer; or why it cannot be read. */
export const readRecord = ({ dynamodb }: DynamoDBRecord): ReadRecord => {
  const { SequenceNumber: sequenceNumber = '', Keys, NewImage } = dynamodb ?? {}
  const record = { sequenceNumber, keys: read(Keys) }
  const item = read(NewImage)
  if (pointerSchema.safeParse(item).success) return record
  const { data, error } = messageSchema.safeParse(item)
  if (!data)
    return { ...record, reason: error.issues.map(({ path }) => path.join('.')).join(', ') || 'not an item' }
  const sender = { uuid: data.user_uuid, displayName: data.user_display_name, handle: data.user_handle }
  const message: Message = {
    uuid: data.message_uuid,
    groupUuid: data.pk.slice('MSG#'.length),
    place: data.sk,
    text: data.message,
    sender,
    memberUuids: data.member_uuids,
  }
  return { ...record, message }
}

/** The messages of a batch. What cannot be read is updateInbox's to report. */
export const messagesIn = (records: DynamoDBRecord[]): Message[] =>
  records.map(readRecord).flatMap((record) => ('message' in record && record.message ? [record.message] : []))
