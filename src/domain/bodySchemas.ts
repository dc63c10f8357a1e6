import * as z from 'zod/mini'
import { contentTypes, maxAltLength, maxAttachmentBytes, maxAttachments, maxSide } from './attachment.ts'
import { displayNameFrom, titleFrom } from './displayName.ts'
import type { ErrorCode } from './error.ts'
import { maxTextLength } from './message.ts'
import { maxMembers } from './namedGroup.ts'
import { isUuid } from './place.ts'
import { reportReasons } from './report.ts'
import { isAuthSecret, isPublicKey } from './subscription.ts'
import { countCodePoints, isBlank } from './text.ts'
import { handleFrom, strangersOptions } from './user.ts'

/* The bodies of requests. The error messages of these schemas are the codes that the caller sees. */

const rule = (isValid: (text: string) => boolean, code: ErrorCode) =>
  z.refine<string>(isValid, { error: code, abort: true })

/** The text of a message. It may be blank if the message has attachments. */
export const textSchema = z.pipe(
  z
    .unknown()
    .check(z.refine((text) => text !== undefined && text !== null, { error: 'message_blank', abort: true })),
  z.string({ error: 'message_not_text' }).check(
    rule((text) => text.isWellFormed(), 'message_not_text'),
    rule((text) => isBlank(text) || countCodePoints(text) <= maxTextLength, 'message_exceed_max_chars_1024'),
    z.overwrite((text) => (isBlank(text) ? '' : text)),
  ),
)

export const altSchema = z
  .string({ error: 'attachments_invalid' })
  .check(rule((text) => text.isWellFormed() && countCodePoints(text) <= maxAltLength, 'attachments_invalid'))

const attachmentSchema = z.object(
  { uuid: z.string({ error: 'attachments_invalid' }), alt: z.optional(altSchema) },
  { error: 'attachments_invalid' },
)

const attachmentsSchema = z
  .array(attachmentSchema, { error: 'attachments_invalid' })
  .check(z.maxLength(maxAttachments, { error: 'attachments_invalid' }))

/** A recipient that is empty or no text counts as not given. */
const recipientSchema = () => z.catch(z.optional(z.string().check(z.minLength(1))), undefined)

/** The body of POST /api/messages. */
export const newMessageSchema = z
  .object({
    message: z.prefault(textSchema, ''),
    message_group_uuid: recipientSchema(),
    handle: recipientSchema(),
    reply_to: z.optional(z.string({ error: 'reply_to_invalid' })),
    attachments: z.optional(attachmentsSchema),
  })
  .check(
    z.refine(({ message, attachments = [] }) => !isBlank(message) || attachments.length > 0, {
      error: 'message_blank',
    }),
  )
  .check(z.refine((body) => body.message_group_uuid ?? body.handle, { error: 'message_group_uuid_blank' }))

const sizeSchema = (max: number, error: ErrorCode) =>
  z.int({ error }).check(z.gte(1, { error }), z.lte(max, { error }))

/** The body of POST /api/attachments. */
export const newAttachmentSchema = z.object({
  message_group_uuid: z
    .string({ error: 'message_group_uuid_blank' })
    .check(z.minLength(1, 'message_group_uuid_blank')),
  content_type: z.enum(contentTypes, { error: 'content_type_invalid' }),
  bytes: sizeSchema(maxAttachmentBytes, 'bytes_invalid'),
  width: sizeSchema(maxSide, 'width_invalid'),
  height: sizeSchema(maxSide, 'height_invalid'),
})

/** The body of PATCH /api/messages/{group}/{message}. */
export const editSchema = z.object({ message: textSchema })

/** The body of PUT /api/messages/{group}/{message}/reaction. */
export const reactionSchema = z.object({ emoji: z.string({ error: 'emoji_invalid' }) })

/** The body of PUT /api/message_groups/{uuid}/read. */
export const markReadSchema = z.object({
  message_uuid: z.string({ error: 'message_uuid_blank' }).check(z.minLength(1, 'message_uuid_blank')),
})

const flagSchema = (error: ErrorCode) => z.optional(z.boolean({ error }))

/** The body of PATCH /api/message_groups/{uuid}/membership. */
export const membershipChangeSchema = z.object({
  muted_until: z.optional(
    z.nullable(
      z
        .string({ error: 'muted_until_invalid' })
        .check(z.iso.datetime({ precision: 3, error: 'muted_until_invalid' })),
    ),
  ),
  is_archived: flagSchema('is_archived_invalid'),
  is_marked_unread: flagSchema('is_marked_unread_invalid'),
  request: z.optional(z.enum(['accepted', 'declined', 'pending'], { error: 'request_invalid' })),
})

/** A text that is changed into the form in which it is stored, and is invalid without one. */
const normalized = (error: ErrorCode, normalize: (text: string) => string | undefined) =>
  z.pipe(
    z.string({ error }).check(rule((text) => Boolean(normalize(text)), error)),
    z.transform((text: string) => normalize(text) ?? ''),
  )

/** The body of PATCH /api/users/me. */
export const meChangeSchema = z.object({
  display_name: z.optional(normalized('display_name_invalid', displayNameFrom)),
  handle: z.optional(normalized('handle_invalid', handleFrom)),
  strangers: z.optional(z.enum(strangersOptions, { error: 'strangers_invalid' })),
})

const titleSchema = normalized('title_invalid', titleFrom)

const userUuidSchema = (error: ErrorCode) =>
  normalized(error, (text) => (isUuid(text.toLowerCase()) ? text.toLowerCase() : undefined))

/** The body of POST /api/message_groups. The creator becomes a member, too. */
export const newGroupSchema = z.object({
  title: titleSchema,
  user_uuids: z
    .array(userUuidSchema('user_uuids_invalid'), { error: 'user_uuids_invalid' })
    .check(
      z.minLength(1, { error: 'user_uuids_invalid' }),
      z.maxLength(maxMembers - 1, { error: 'user_uuids_invalid' }),
    ),
})

/** The body of PATCH /api/message_groups/{uuid}. */
export const groupChangeSchema = z.object({ title: titleSchema })

/** The body of POST /api/message_groups/{uuid}/members. */
export const newMemberSchema = z.object({ user_uuid: userUuidSchema('user_uuid_invalid') })

/** The body of PUT /api/push_subscriptions/{uuid}. */
export const pushSubscriptionSchema = z.object({
  endpoint: z.string({ error: 'endpoint_invalid' }),
  keys: z.object(
    {
      p256dh: z.string({ error: 'keys_invalid' }).check(rule(isPublicKey, 'keys_invalid')),
      auth: z.string({ error: 'keys_invalid' }).check(rule(isAuthSecret, 'keys_invalid')),
    },
    { error: 'keys_invalid' },
  ),
  shows_text: z.prefault(z.boolean({ error: 'shows_text_invalid' }), true),
})

export const maxNoteLength = 1000

/** The body of POST /api/reports. */
export const newReportSchema = z.object({
  message_group_uuid: z
    .string({ error: 'message_group_uuid_blank' })
    .check(z.minLength(1, 'message_group_uuid_blank')),
  message_uuid: z.string({ error: 'message_uuid_blank' }).check(z.minLength(1, 'message_uuid_blank')),
  reason: z.enum(reportReasons, { error: 'reason_invalid' }),
  note: z.optional(
    z
      .string({ error: 'note_invalid' })
      .check(rule((text) => text.isWellFormed() && countCodePoints(text) <= maxNoteLength, 'note_invalid')),
  ),
})
