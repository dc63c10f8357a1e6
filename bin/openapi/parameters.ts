import * as z from 'zod'
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

export const groupUuid = inPath('message_group_uuid', "The conversation's uuid.", text, examples.groupUuid)

export const handle = inPath(
  'handle',
  'Whom to show. Any text is read as at sign-up: `Susan-Ivanova` finds `susan_ivanova`.',
  text,
  examples.handle,
)

export const limit = inQuery(
  'limit',
  'The most items that one page may have.',
  schemaOf(z.int().min(1).max(maxPageSize).default(defaultPageSize)),
  defaultPageSize,
)

export const cursor = inQuery(
  'cursor',
  'Where the next page begins. It comes from a `Link`, is of one user only, lasts 24 hours, and has no meaning to read.',
  text,
  undefined,
)

const beside = (name: string, description: string): Parameter =>
  inQuery(
    name,
    `${description} Takes the uuid of a message, or what a \`Link\` carries. At most one of \`before\`, \`after\`, \`around\` and \`since\` may be given.`,
    text,
    examples.messageUuid,
  )

export const besides = [
  beside('before', 'The messages before this one: further back.'),
  beside('after', 'The messages after this one: further on.'),
  beside('around', 'The messages on both sides of this one, and itself.'),
  beside(
    'since',
    `What may have arrived since the response whose newest message this is: the way to catch up after a gap. Give the newest message of your last response from this route (the newest page, or a \`since\`, followed to its end), not the newest message that you hold: one that you have sent meanwhile, or that a socket has brought, may be newer than what you missed. It begins ${reachMs / 1000} seconds earlier, for a slower writer may have put a message a little before one that you have seen; drop those whose uuid you hold.`,
  ),
]

export const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    "A UUIDv7, minted by you, which becomes the message's uuid. Send the same request again with the same key, as often as you like: the message is stored once, and the answer is the same. Without a key, every request is a new message. A client's clock may be up to 24 hours behind or 5 minutes ahead of the server's; beyond that the answer is 400 `idempotency_key_invalid`, and its `Date` header says what time it is.",
  schema: schemaOf(z.uuidv7()),
  example: examples.sent.uuid,
}
