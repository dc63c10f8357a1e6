import { textWithPhotos } from '../src/attachments/photoText.ts'
import * as texts from '../src/texts.ts'
import type { MessageNotification } from './notifications.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

/** The notification of a push message; undefined if it is of another kind, or cannot be read. */
export const notificationOf = (payload: unknown): MessageNotification | undefined => {
  const { type, message_group_uuid: groupUuid, message, title } = Object(payload)
  const { uuid, created_at, user_display_name: person, message: text, attachment_count } = Object(message)
  const isValid =
    type === 'message' &&
    [groupUuid, uuid, created_at, person].every(isText) &&
    !Number.isNaN(Date.parse(created_at))
  if (!isValid) return undefined
  return {
    groupUuid,
    message: { uuid, created_at },
    title: isText(title) ? texts.personInGroup(person, title) : person,
    // Without a text: the person hides it, or there are only photos.
    body: textWithPhotos(isText(text) ? text : '', Number(attachment_count ?? 0)) || texts.wroteToYou,
  }
}
