import * as z from 'zod'
import { extend, pick } from 'zod/mini'
import { markReadSchema, newMessageSchema } from '../../src/domain/bodySchemas.ts'
import { maxUnread } from '../../src/domain/group.ts'
import { maxTextLength } from '../../src/domain/message.ts'
import {
  groupSchema,
  messageSchema,
  openGroupSchema,
  profileSchema,
  unreadSchema,
} from '../../src/domain/viewSchemas.ts'
import { describe, httpCodes } from './codes.ts'

// The schemas are those that the API validates with. This file adds descriptions, and JSON Schema for refinements.
const metadata = z.registry<Record<string, unknown>>()

const describeSchema = <Shape extends z.core.$ZodShape>(
  id: string,
  schema: z.core.$ZodObject<Shape>,
  description: string,
  fields: Record<keyof Shape, string>,
  extra: Record<string, unknown> = {},
) => {
  metadata.add(schema, { id, description, ...extra })
  for (const [field, description] of Object.entries<string>(fields)) {
    metadata.add(schema._zod.def.shape[field] as unknown as z.core.$ZodType, { description })
  }
}

describeSchema('Health', z.object({ success: z.literal(true), ver: z.literal(1) }), 'The API is up.', {
  success: 'Always true.',
  ver: 'The version of this API.',
})

describeSchema('Profile', profileSchema, 'The public profile of a user.', {
  uuid: "The user's UUID.",
  handle: 'The unique handle of the user.',
  display_name: 'The name to display: 1 to 64 visible Unicode code points.',
})

const unreadCount = `The number of unread messages from the other person, at most ${maxUnread}. Display ${maxUnread} as "${maxUnread - 1}+".`

const groupFields = {
  uuid: "The conversation's UUID. Other resources call it `message_group_uuid`.",
  kind: '`direct`: a conversation of two people.',
  state: 'The list that contains the conversation: `inbox`.',
  display_name: "The other person's name.",
  handle: "The other person's handle.",
  message: 'The beginning of the last message, at most 200 characters.',
  created_at: 'When the server received the last message.',
  last_message: 'The UUID and the sender of the last message.',
  last_read_uuid: 'The last message that you have read. Null if you have not read any message yet.',
  unread_count: unreadCount,
  revision:
    'Increases with every change of the conversation in your list. Replace a conversation that you hold if the new one has a newer last message, or the same one and a higher revision.',
}

describeSchema('Group', groupSchema, 'A conversation in the inbox of one of its two members.', groupFields)

describeSchema('OpenGroup', openGroupSchema, 'A conversation, with the read receipt of the other person.', {
  ...groupFields,
  seen: 'The last message that the other person has read, and when the server received it. Null if they have not read any message yet.',
})

describeSchema(
  'Unread',
  pick(groupSchema, { unread_count: true }),
  'The number of unread messages in a conversation.',
  {
    unread_count: unreadCount,
  },
)

describeSchema('UnreadConversations', unreadSchema, 'What is unread in the inbox.', {
  conversations: 'The number of conversations with unread messages.',
  has_requests: 'Whether there are message requests. Always false so far.',
})

const messageFields = {
  uuid: "The message's UUID. Equal to the `Idempotency-Key` if the request had one.",
  user_uuid: "The sender's UUID.",
  display_name: "The sender's name at the time of sending.",
  handle: "The sender's handle at the time of sending.",
  message: 'The text.',
  created_at: 'When the server received the message.',
}

describeSchema('Message', messageSchema, 'A message.', messageFields)

describeSchema(
  'SentMessage',
  extend(messageSchema, { message_group_uuid: z.string() }),
  'A message that was sent, with its conversation.',
  { ...messageFields, message_group_uuid: "The conversation's UUID." },
)

describeSchema(
  'NewMessage',
  newMessageSchema,
  'A message to send, either to a conversation or to a user. If both are given, the conversation takes precedence.',
  {
    message: 'The text: valid Unicode with at least one visible character.',
    message_group_uuid: 'The conversation to send the message to.',
    handle:
      'The user to send the message to. The API normalizes the handle as at sign-up: `Susan-Ivanova` becomes `susan_ivanova`.',
  },
  { anyOf: [{ required: ['message_group_uuid'] }, { required: ['handle'] }] },
)
// JSON Schema cannot express "valid Unicode", and not all tools support a pattern for invisible characters, so this
// pattern rejects white space only.
metadata.add(newMessageSchema.shape.message, {
  ...metadata.get(newMessageSchema.shape.message),
  type: 'string',
  maxLength: maxTextLength,
  pattern: '\\S',
})

describeSchema('Read', markReadSchema, 'The last message that was read.', {
  message_uuid: 'The UUID of the last message that was read.',
})

metadata.add(z.array(z.enum(httpCodes)).min(1), {
  id: 'Errors',
  description: `Error codes. Currently there is always exactly one.\n\n${httpCodes.map((code) => `- ${describe(code)}`).join('\n')}`,
})

export type JsonSchema = z.core.JSONSchema.BaseSchema

// Shorter patterns than zod's, which enumerate leap years and UUID versions.
const patterns: Record<string, string | undefined> = {
  'date-time': '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  uuid: undefined,
}

const options = {
  // The input side lists the required fields and allows additional ones.
  io: 'input',
  metadata,
  override: ({ jsonSchema }: { jsonSchema: JsonSchema }) => {
    if (!jsonSchema.format || !(jsonSchema.format in patterns)) return
    const pattern = patterns[jsonSchema.format]
    if (pattern) jsonSchema.pattern = pattern
    else delete jsonSchema.pattern
  },
} as const

export const refTo = (id: string) => ({ $ref: `#/components/schemas/${id}` })

/** The component schemas by name. */
export const namedSchemas = (): Record<string, JsonSchema> => {
  const { schemas } = z.toJSONSchema(metadata, { ...options, uri: (id) => refTo(id).$ref })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema as JsonSchema]),
  )
}

/** An inline schema, for a parameter. */
export const schemaOf = (schema: z.core.$ZodType): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { ...options, metadata: z.registry() })
  return rest
}
