import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import type { Attachment, Upload } from '../domain/attachment.ts'
import { isUuid } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { attachmentKey } from './keys.ts'
import { getItem, getItems } from './reads.ts'
import { putItem, type Write } from './writes.ts'

/* The item of an attachment leads from its uuid to its conversation, and decides to which message it belongs. */

// Not `message_group_uuid`: with that attribute, it would be in the index of the members of conversations.
const uploadItem = (upload: Upload) => ({
  ...attachmentKey(upload.uuid),
  attachment_uuid: upload.uuid,
  group_uuid: upload.groupUuid,
  user_uuid: upload.userUuid,
  content_type: upload.contentType,
  bytes: upload.bytes,
  width: upload.width,
  height: upload.height,
  expires_at: upload.expiresAt,
  message_uuid: upload.messageUuid,
  copy: upload.copy,
})

const uploadOf = (item: Record<string, unknown>): Upload => {
  const row = item as ReturnType<typeof uploadItem>
  return {
    uuid: row.attachment_uuid,
    groupUuid: row.group_uuid,
    userUuid: row.user_uuid,
    contentType: row.content_type,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    expiresAt: row.expires_at,
    messageUuid: row.message_uuid,
    copy: row.copy,
  }
}

export const putUpload = (upload: Upload): Promise<void> => putItem(uploadItem(upload))

export const getUpload = async (uuid: string): Promise<Upload | undefined> => {
  const item = isUuid(uuid) ? await getItem(attachmentKey(uuid)) : undefined
  return item && uploadOf(item)
}

/** In the order of the uuids. Undefined for one that does not exist, or is no uuid. */
export const getUploads = async (uuids: string[]): Promise<(Upload | undefined)[]> => {
  const keys = [...new Set(uuids)].filter(isUuid).map(attachmentKey)
  const items = await getItems(keys, { consistent: true })
  const uploads = new Map(items.map(uploadOf).map((upload) => [upload.uuid, upload]))
  return uuids.map((uuid) => uploads.get(uuid))
}

/**
 * Part of the transaction that stores a message: attaches an upload to it, unless that is in another message or was deleted.
 * After that, it does not expire.
 */
export const attachTo = (messageUuid: string, { uuid, copy }: Attachment): Write => ({
  Update: {
    TableName: env.tableName,
    Key: attachmentKey(uuid),
    UpdateExpression: 'SET message_uuid = :message, #copy = :copy REMOVE expires_at',
    ConditionExpression:
      'attribute_exists(pk) AND (attribute_not_exists(message_uuid) OR message_uuid = :message)',
    ExpressionAttributeNames: { '#copy': 'copy' },
    ExpressionAttributeValues: { ':message': messageUuid, ':copy': copy },
  },
})

export const deleteUpload = (uuid: string) =>
  documents.send(new DeleteCommand({ TableName: env.tableName, Key: attachmentKey(uuid) }))
