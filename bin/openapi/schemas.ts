import * as z from 'zod'
import { extend, pick } from 'zod/mini'
import { markReadSchema, newMessageSchema } from '../../src/domain/bodySchemas.ts'
import { maxUnread } from '../../src/domain/group.ts'
import { maxTextLength } from '../../src/domain/message.ts'
import { groupSchema, messageSchema, openGroupSchema, profileSchema } from '../../src/domain/viewSchemas.ts'
import { explained, httpCodes } from './codes.ts'

// The schemas are the code's own. What is added here is words, and what a refinement is in JSON Schema.
const words = z.registry<Record<string, unknown>>()

const name = <Shape extends z.core.$ZodShape>(
  id: string,
  schema: z.core.$ZodObject<Shape>,
  description: string,
  fields: Record<keyof Shape, string>,
  more: Record<string, unknown> = {},
) => {
  words.add(schema, { id, description, ...more })
  for (const [field, text] of Object.entries<string>(fields)) {
    words.add(schema._zod.def.shape[field] as unknown as z.core.$ZodType, { description: text })
  }
}

name('Health', z.object({ success: z.literal(true), ver: z.literal(1) }), 'The API is up.', {
  success: 'Always true: else there is no such answer.',
  ver: 'The version of this API.',
})

name('Profile', profileSchema, 'A user, as everybody may see them.', {
  uuid: "The user's uuid.",
  handle: 'What they are called by: nobody else has the same.',
  display_name: 'The name to show: 1 to 64 code points, none of them invisible.',
})

const ofGroup = {
  uuid: "The conversation's uuid, elsewhere called `message_group_uuid`.",
  display_name: "The other person's name.",
  handle: "The other person's handle.",
  message: 'How the last message begins: 200 characters at most.',
  created_at: 'When the last message came.',
  unread_count: `How many messages of the other's are newer than what you have read. It is counted up to ${maxUnread}: show that as ${maxUnread - 1}+.`,
}

name('Group', groupSchema, 'A conversation, as one of its two members sees it in their inbox.', ofGroup)

name('OpenGroup', openGroupSchema, 'A conversation, as one of its two members opens it.', {
  ...ofGroup,
  seen: 'The last message up to which the other person has read, and when that message came; null where they have read nothing yet.',
})

name('Unread', pick(groupSchema, { unread_count: true }), 'What is left to read.', {
  unread_count: `How many messages of the other's are newer than what you have read, counted up to ${maxUnread}.`,
})

const ofMessage = {
  uuid: "The message's uuid: the Idempotency-Key, where there was one.",
  user_uuid: "The sender's uuid.",
  display_name: "The sender's name.",
  handle: "The sender's handle.",
  message: 'The text.',
  created_at: 'When it came.',
}

name(
  'Message',
  messageSchema,
  'A message, with its sender as they were called when they wrote it.',
  ofMessage,
)

name(
  'SentMessage',
  extend(messageSchema, { message_group_uuid: z.string() }),
  'A message, and the conversation that it was sent into.',
  { ...ofMessage, message_group_uuid: "The conversation's uuid." },
)

name(
  'NewMessage',
  newMessageSchema,
  'A text, and for whom: into a conversation, or to somebody by handle. Where both are given, the conversation counts.',
  {
    message: 'The text: valid Unicode, with something visible in it.',
    message_group_uuid: 'The conversation to write into.',
    handle:
      'Whom to start a conversation with, or to go on with; any text is read as at sign-up: `Susan-Ivanova` finds `susan_ivanova`.',
  },
  { anyOf: [{ required: ['message_group_uuid'] }, { required: ['handle'] }] },
)
// Each of its refinements has a code of its own as an answer. JSON Schema has no word for "valid Unicode", and no
// pattern for invisible characters that every tool can read: this one refuses white space only.
words.add(newMessageSchema.shape.message, {
  ...words.get(newMessageSchema.shape.message),
  type: 'string',
  maxLength: maxTextLength,
  pattern: '\\S',
})

name('Read', markReadSchema, 'Up to where the conversation is read.', {
  message_uuid: 'The uuid of the last message that was read.',
})

words.add(z.array(z.enum(httpCodes)).min(1), {
  id: 'Errors',
  description: `What is wrong, as codes; at present there is always one.\n\n${httpCodes.map((code) => `- ${explained(code)}`).join('\n')}`,
})

export type JsonSchema = z.core.JSONSchema.BaseSchema

// zod's own patterns spell out every leap year and every version of a uuid; a reader needs less.
const patterns: Record<string, string | undefined> = {
  'date-time': '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  uuid: undefined,
}

const options = {
  // The input side says what must be there, and leaves open what else may come.
  io: 'input',
  metadata: words,
  override: ({ jsonSchema }: { jsonSchema: JsonSchema }) => {
    if (!jsonSchema.format || !(jsonSchema.format in patterns)) return
    const pattern = patterns[jsonSchema.format]
    if (pattern) jsonSchema.pattern = pattern
    else delete jsonSchema.pattern
  },
} as const

export const refTo = (id: string) => ({ $ref: `#/components/schemas/${id}` })

/** Every schema that has a name, by it. */
export const namedSchemas = (): Record<string, JsonSchema> => {
  const { schemas } = z.toJSONSchema(words, { ...options, uri: (id) => refTo(id).$ref })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema as JsonSchema]),
  )
}

/** One schema by itself, for a parameter. */
export const schemaOf = (schema: z.core.$ZodType): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { ...options, metadata: z.registry() })
  return rest
}
