import * as z from 'zod'
import { lists } from '../../src/domain/group.ts'
import { defaultPageSize, maxPageSize } from '../../src/domain/paging.ts'
import { reachMs } from '../../src/domain/place.ts'
import { examples } from './examples.ts'
import { type JsonSchema, schemaOf } from './schemas.ts'

export type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description: string
  schema: JsonSchema
  example: unknown
}

const text = schemaOf(z.string().min(1))

const inQuery = (name: string, description: string, schema: JsonSchema, example: unknown): Parameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
  example,
})

const inPath = (name: string, description: string, schema: JsonSchema, example: unknown): Parameter => ({
  ...inQuery(name, description, schema, example),
  in: 'path',
  required: true,
})

export const groupUuid = inPath('message_group_uuid', "The conversation's UUID.", text, examples.groupUuid)

export const pushSubscriptionUuid = inPath(
  'push_subscription_uuid',
  'The UUID of the subscription, which the browser chooses.',
  text,
  examples.pushSubscription.uuid,
)

export const namedGroupUuid = inPath(
  'message_group_uuid',
  "The group's UUID.",
  text,
  examples.createdGroup.uuid,
)

export const memberUuid = inPath('user_uuid', "The member's UUID.", text, examples.other.uuid)

export const messageUuid = inPath('message_uuid', "The message's UUID.", text, examples.messageUuid)

export const attachmentUuid = inPath(
  'attachment_uuid',
  "The attachment's UUID.",
  text,
  examples.attachment.uuid,
)

export const userUuid = inPath('user_uuid', "The other user's UUID.", text, examples.other.uuid)

export const state = inQuery(
  'state',
  'The list: your inbox, message requests of people to whom you never wrote, archived conversations, or conversations with people whom you have blocked.',
  schemaOf(z.enum(lists).default('inbox')),
  'inbox',
)

export const handle = inPath(
  'handle',
  "The user's handle. The API normalizes it as at sign-up: `Susan-Ivanova` becomes `susan_ivanova`.",
  text,
  examples.handle,
)

export const limit = inQuery(
  'limit',
  'The maximum number of items on a page.',
  schemaOf(z.int().min(1).max(maxPageSize).default(defaultPageSize)),
  defaultPageSize,
)

export const begin: Parameter = {
  ...inQuery('q', 'The beginning of a name or handle: 2 to 100 characters.', text, 'bay'),
  required: true,
}

export const q: Parameter = {
  ...inQuery('q', 'What to search for: at most 100 characters.', text, 'sofa'),
  required: true,
}

export const cursor = inQuery(
  'cursor',
  'The cursor of a page, from a `Link` header. It is opaque, and valid only for the user who received it, and for the same list.',
  text,
  undefined,
)

const cursorParameter = (name: string, description: string): Parameter =>
  inQuery(
    name,
    `${description} The value is the UUID of a message, or comes from a \`Link\` header. Use at most one of \`before\`, \`after\`, \`around\` and \`since\`.`,
    text,
    examples.messageUuid,
  )

export const messageCursors = [
  cursorParameter('before', 'Returns messages older than this one.'),
  cursorParameter('after', 'Returns messages newer than this one.'),
  cursorParameter('around', 'Returns this message with messages before and after it.'),
  cursorParameter(
    'since',
    `Returns what you may have missed since an earlier response: new messages, edits, deletions and reactions. Use it to catch up after a gap: follow the newest \`since\` link, or pass the newest message of your last response from this route (the newest page, or a \`since\` request followed to its last page). Do not use the newest message that you have: one that you sent, or received over the WebSocket, can be newer than a message that you missed. The page starts ${reachMs / 1000} seconds before this message, because a slower request can store a message shortly before one that you already have. It also returns older messages that were changed since: replace what you have by a message with a higher \`revision\`, and ignore the others. A link is valid for 30 days, then the response is 410 \`since_too_old\`: load the conversation anew. The UUID of a message is always valid, and returns the changes of the last 30 days.`,
  ),
]

export const editKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A UUIDv7 that you generate: the version of the text. An edit whose key is not greater than the key of the last edit changes nothing, and the response is the message as it is now: a late retry never overwrites a newer text. Keys contain a time, which must be later than `edited_at`, and as for sending a message not too far from the time of the server. Without a key, each request is a new edit.',
  schema: schemaOf(z.uuidv7()),
  example: '019a1f61-5d0e-7b41-8c3a-72e0f9d4b685',
}

export const groupKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A UUIDv7 that you generate. It becomes the UUID of the group. If you retry the request with the same key, only one group is created.',
  schema: schemaOf(z.uuidv7()),
  example: examples.createdGroup.uuid,
}

export const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    "A UUIDv7 that you generate. It becomes the UUID of the message. If you retry the request with the same key, the message is stored only once and the response is the same. Without a key, each request creates a new message; a message with attachments needs one. The client's clock can be up to 24 hours behind or 5 minutes ahead of the server's; otherwise the response is 400 `idempotency_key_invalid`, and its `Date` header contains the server's time.",
  schema: schemaOf(z.uuidv7()),
  example: examples.sent.uuid,
}
