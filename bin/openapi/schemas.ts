import * as z from 'zod'
import { extend, pick } from 'zod/mini'
import {
  editSchema,
  markReadSchema,
  meChangeSchema,
  membershipChangeSchema,
  newMessageSchema,
  newReportSchema,
  reactionSchema,
  textSchema,
} from '../../src/domain/bodySchemas.ts'
import { maxUnread } from '../../src/domain/group.ts'
import { maxTextLength } from '../../src/domain/message.ts'
import {
  createdGroupSchema,
  groupSchema,
  meSchema,
  messageSchema,
  openGroupSchema,
  personSchema,
  profileSchema,
  quoteSchema,
  reactionsSchema,
  reportSchema,
  unreadSchema,
} from '../../src/domain/viewSchemas.ts'
import { describe, httpCodes } from './codes.ts'
import './accountSchemas.ts'
import './attachmentSchemas.ts'
import './groupSchemas.ts'
import { describeSchema, metadata } from './registry.ts'

const strangersText =
  '`inbox`: it is in your inbox. `requests`: it is a message request. `nobody`: the sender gets 403 `recipient_unavailable`.'

describeSchema('Health', z.object({ success: z.literal(true), ver: z.literal(1) }), 'The API is up.', {
  success: 'Always true.',
  ver: 'The version of this API.',
})

describeSchema('Profile', profileSchema, 'The public profile of a user.', {
  uuid: "The user's UUID.",
  handle: 'The unique handle of the user.',
  display_name: 'The name to display: 1 to 64 visible Unicode code points.',
})

describeSchema('Me', meSchema, 'Your profile and settings.', {
  uuid: 'Your UUID.',
  handle: 'Your unique handle.',
  display_name: 'Your name: 1 to 64 visible Unicode code points.',
  strangers: `What becomes of a first message by somebody to whom you never wrote. ${strangersText}`,
})

describeSchema('MeChange', meChangeSchema, 'What to change. What is absent stays.', {
  display_name: 'Your new name: 1 to 64 Unicode code points, of which at least one is visible.',
  handle:
    'Your new handle. It is normalized: lower case, without accents, and `_` for everything but letters from a to z and digits.',
  strangers: strangersText,
})

describeSchema('Blocked', personSchema, 'A user whom you have blocked.', {
  uuid: "The user's UUID.",
  handle: 'The unique handle of the user. `[deleted]` if they have been erased.',
  display_name: 'The name to display.',
})

describeSchema('MembershipChange', membershipChangeSchema, 'What to change. What is absent stays.', {
  muted_until:
    'Until when the conversation is muted: it does not count as unread in `GET /api/unread`. Null unmutes it.',
  is_archived:
    'Moves the conversation to the archive, or back to the inbox. The next message of the other person brings it back, too.',
  is_marked_unread:
    'Marks the conversation as unread, or removes the mark. Marking it as read and writing remove it, too.',
  request:
    'Accepts a message request, which moves it to the inbox, or declines it, which removes it until the next message. Writing accepts, too. A declined request can still be accepted, and `pending` puts it back among the requests; for an accepted one, both change nothing.',
})

const unreadCount = `The number of unread messages from others, at most ${maxUnread}. Display ${maxUnread} as "${maxUnread - 1}+". In a list, it can also be ${maxUnread} if fewer messages are unread and some of them are long.`

const groupFields = {
  uuid: "The conversation's UUID. Other resources call it `message_group_uuid`.",
  kind: '`direct`: a conversation of two people. `named`: a group.',
  state:
    'The list that contains the conversation: `inbox`, `request`, `archived` or `blocked`; `declined` if it is in no list.',
  user_uuid: "The other person's UUID. Absent in a group.",
  display_name: "The other person's name, or the title of the group.",
  handle: "The other person's handle. Empty in a group.",
  title: 'The title of the group.',
  member_count: 'How many members the group has.',
  members_preview: 'Up to three other members of the group, those who joined first.',
  message: 'The beginning of the last message, at most 200 characters.',
  created_at: 'When the server received the last message.',
  last_message:
    'The UUID, the sender and the revision of the last message, when it was deleted, and the event of the group that it tells. The text of a deleted message is empty.',
  last_read_uuid: 'The last message that you have read. Null if you have not read any message yet.',
  unread_count: `${unreadCount} Always 0 in a message request, and while you block the other person.`,
  is_marked_unread: 'You have marked the conversation as unread.',
  muted_until:
    'Until when you have muted the conversation, also if that time is over. Null if it is not muted.',
  revision:
    'Increases with every change of the conversation in your list. Replace a conversation that you hold if the new one has a newer last message, a higher revision, or the same last message with a higher revision of its own.',
}

describeSchema('Group', groupSchema, 'A conversation as one of its members sees it.', groupFields)

describeSchema('OpenGroup', openGroupSchema, 'A conversation, with the read receipt of the other person.', {
  ...groupFields,
  seen: 'The last message that the other person has read, and when the server received it. Null if they have not read any message yet, and in a group.',
})

describeSchema('CreatedGroup', createdGroupSchema, 'A group that was just created.', {
  ...groupFields,
  seen: 'Null.',
  members: 'All members.',
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
  conversations:
    'The number of conversations in the inbox with unread messages, or marked as unread. Muted ones are excluded.',
  has_requests: 'Whether there are message requests.',
})

const messageFields = {
  uuid: "The message's UUID. Equal to the `Idempotency-Key` if the request had one.",
  user_uuid: "The sender's UUID.",
  display_name: "The sender's name at the time of sending.",
  handle: "The sender's handle at the time of sending.",
  message: 'The text. Empty if the message was deleted, or has only attachments.',
  created_at: 'When the server received the message.',
  revision:
    'Increases with every change of the message. Replace a message that you hold by one with a higher revision.',
  edited_at: 'When the sender last edited the text.',
  deleted_at:
    'When the message was deleted. If its sender was erased, `user_uuid` is the null UUID, and `display_name` is `Deleted user`.',
  reply_to: 'The message to which this one replies.',
  event: 'What has happened in the group. `message` says it in words.',
  attachments: 'The pictures of the message, 1 to 10.',
  reactions: 'The emoji on the message, and the users who have reacted with each. A user has at most one.',
}

metadata.add(reactionsSchema, { id: 'Reactions', description: 'Emoji on a message.' })

describeSchema('Quote', quoteSchema, 'The message to which another one replies, as it is now.', {
  uuid: "The message's UUID. In frames, it is the only field. On a page that quotes more than 20 messages that are not on it, also for the others.",
  is_available: 'False if you cannot see the message.',
  user_uuid: "The sender's UUID.",
  handle: "The sender's handle at the time of sending.",
  display_name: "The sender's name at the time of sending.",
  message: 'The beginning of the text, at most 200 characters. Empty if the message was deleted.',
  deleted_at: 'When the message was deleted.',
  attachment_count: 'How many attachments the message has.',
})

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
    message:
      'The text: valid Unicode with at least one visible character. Optional if there are attachments.',
    message_group_uuid: 'The conversation to send the message to.',
    handle:
      'The user to send the message to. The API normalizes the handle as at sign-up: `Susan-Ivanova` becomes `susan_ivanova`.',
    reply_to: 'The UUID of the message to which this one replies. It has to be in the same conversation.',
    attachments:
      'Pictures that you have uploaded for this conversation, each for one message. `alt` describes a picture to people who cannot see it. The request needs an `Idempotency-Key`.',
  },
  {
    anyOf: [{ required: ['message_group_uuid'] }, { required: ['handle'] }],
    oneOf: [
      { required: ['message'], properties: { message: { pattern: '\\S' } } },
      {
        required: ['attachments'],
        properties: { message: { pattern: '^\\s*$' }, attachments: { minItems: 1 } },
      },
    ],
  },
)
describeSchema('Edit', editSchema, 'A new text for a message.', {
  message:
    'The text: valid Unicode with at least one visible character. It may be empty if the message has attachments.',
})

// JSON Schema cannot express "valid Unicode".
metadata.add(textSchema, { ...metadata.get(textSchema), type: 'string', maxLength: maxTextLength })

describeSchema('Reaction', reactionSchema, 'A reaction to a message.', {
  emoji: 'One emoji. `❤` and `❤️` are the same.',
})

describeSchema('Read', markReadSchema, 'The last message that was read.', {
  message_uuid: 'The UUID of the last message that was read.',
})

const reportFields = {
  message_group_uuid: 'The conversation of the message.',
  message_uuid: "The message's UUID.",
  reason: 'What the report says about the message.',
}

describeSchema('NewReport', newReportSchema, 'A message to report to the moderators.', {
  ...reportFields,
  note: 'What the moderators should know, at most 1000 characters.',
})

describeSchema('Report', reportSchema, 'A report of a message.', {
  ...reportFields,
  created_at: 'When the message was reported.',
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
