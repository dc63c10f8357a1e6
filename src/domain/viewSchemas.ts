import * as z from 'zod/mini'
import { contentTypes } from './attachment.ts'
import { maxUnread } from './group.ts'
import { reportReasons } from './report.ts'
import { handlePattern, strangersOptions } from './user.ts'

/*
 * Responses and frames. The functions use them as types only, so that no bundle contains a parser for what it sends. The
 * OpenAPI document and the tests use the schemas.
 */

const time = () => z.iso.datetime({ precision: 3 })

export const handleSchema = z.string().check(z.regex(handlePattern))

export const profileSchema = z.object({ uuid: z.uuid(), handle: handleSchema, display_name: z.string() })
export type ProfileView = z.infer<typeof profileSchema>

/** Somebody who may have been erased: then their handle is not valid. */
export const personSchema = z.object({ uuid: z.uuid(), handle: z.string(), display_name: z.string() })

export const meSchema = z.extend(profileSchema, { strangers: z.enum(strangersOptions) })
export type MeView = z.infer<typeof meSchema>

/** The message to which another one replies, as it is now. A frame has only its uuid. */
export const quoteSchema = z.object({
  uuid: z.string(),
  is_available: z.optional(z.literal(false)),
  user_uuid: z.optional(z.string()),
  handle: z.optional(z.string()),
  display_name: z.optional(z.string()),
  message: z.optional(z.string()),
  deleted_at: z.optional(time()),
  attachment_count: z.optional(z.int()),
})
export type QuoteView = z.infer<typeof quoteSchema>

export const reactionsSchema = z.array(z.object({ emoji: z.string(), user_uuids: z.array(z.string()) }))
export type ReactionsView = z.infer<typeof reactionsSchema>

/** What has happened in a named group, and to whom. */
export const eventSchema = z.object({
  type: z.enum(['created', 'joined', 'left', 'removed', 'renamed', 'owner_changed']),
  user_uuid: z.string(),
  handle: z.string(),
  display_name: z.string(),
  title: z.optional(z.string()),
})
export type EventView = z.infer<typeof eventSchema>

/** A picture in a message. In a frame, it has no URL. */
export const attachmentSchema = z.object({
  uuid: z.string(),
  content_type: z.enum(contentTypes),
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  alt: z.string(),
  url: z.optional(z.string()),
  expires_at: z.optional(time()),
})
export type AttachmentView = z.infer<typeof attachmentSchema>

/** How to upload a picture. */
export const uploadSchema = z.object({
  uuid: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
  expires_at: time(),
})

export const messageSchema = z.object({
  uuid: z.string(),
  user_uuid: z.string(),
  display_name: z.string(),
  handle: z.string(),
  message: z.string(),
  created_at: time(),
  revision: z.int().check(z.gte(0)),
  edited_at: z.optional(time()),
  deleted_at: z.optional(time()),
  reply_to: z.optional(quoteSchema),
  reactions: z.optional(reactionsSchema),
  event: z.optional(eventSchema),
  attachments: z.optional(z.array(attachmentSchema)),
})
export type MessageView = z.infer<typeof messageSchema>

export const groupSchema = z.object({
  uuid: z.string(),
  kind: z.enum(['direct', 'named']),
  state: z.enum(['inbox', 'request', 'archived', 'blocked', 'declined']),
  user_uuid: z.optional(z.string()),
  display_name: z.string(),
  handle: z.string(),
  title: z.optional(z.string()),
  member_count: z.optional(z.int()),
  members_preview: z.optional(z.array(personSchema)),
  message: z.string(),
  created_at: time(),
  last_message: z.object({
    uuid: z.string(),
    user_uuid: z.string(),
    handle: z.string(),
    display_name: z.string(),
    revision: z.int().check(z.gte(0)),
    deleted_at: z.optional(time()),
    event: z.optional(eventSchema),
    attachment_count: z.optional(z.int()),
  }),
  last_read_uuid: z.nullable(z.string()),
  unread_count: z.int().check(z.gte(0), z.lte(maxUnread)),
  is_marked_unread: z.boolean(),
  muted_until: z.nullable(time()),
  revision: z.int().check(z.gte(0)),
})
export type GroupView = z.infer<typeof groupSchema>

export const seenSchema = z.nullable(z.object({ message_uuid: z.string(), created_at: time() }))
export type SeenView = z.infer<typeof seenSchema>

export const openGroupSchema = z.extend(groupSchema, { seen: seenSchema })
export type OpenGroupView = z.infer<typeof openGroupSchema>

export const memberSchema = z.extend(personSchema, {
  is_owner: z.boolean(),
  joined_at: time(),
  seen: seenSchema,
})
export type MemberView = z.infer<typeof memberSchema>

/** A group that was just created. */
export const createdGroupSchema = z.extend(openGroupSchema, { members: z.array(memberSchema) })
export type CreatedGroupView = z.infer<typeof createdGroupSchema>

export const unreadSchema = z.object({ conversations: z.int().check(z.gte(0)), has_requests: z.boolean() })

export const reportSchema = z.object({
  message_group_uuid: z.string(),
  message_uuid: z.string(),
  reason: z.enum(reportReasons),
  created_at: time(),
})
export type ReportView = z.infer<typeof reportSchema>

export const pushSubscriptionViewSchema = z.object({
  uuid: z.string(),
  shows_text: z.boolean(),
  expires_at: time(),
})
export type PushSubscriptionView = z.infer<typeof pushSubscriptionViewSchema>

/** An export of everything that is stored about a user. */
export const exportSchema = z.object({
  uuid: z.string(),
  state: z.enum(['running', 'ready', 'failed']),
  created_at: time(),
  expires_at: time(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), url: z.string(), expires_at: time() })),
})
export type ExportView = z.infer<typeof exportSchema>

/** What the server sends over a socket. */
export const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), message_group_uuid: z.string(), message: messageSchema }),
  z.object({ type: z.literal('changed'), message_group_uuid: z.string(), message: messageSchema }),
  z.object({
    type: z.literal('read'),
    message_group_uuid: z.string(),
    user_uuid: z.string(),
    message_uuid: z.string(),
  }),
  z.object({
    type: z.literal('typing'),
    message_group_uuid: z.string(),
    user_uuid: z.string(),
    handle: z.string(),
  }),
  z.object({ type: z.literal('group'), message_group_uuid: z.string() }),
  z.object({ type: z.literal('group_removed'), message_group_uuid: z.string() }),
  z.object({ type: z.literal('me') }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('error'), code: z.string() }),
])
export type Frame = z.infer<typeof frameSchema>
