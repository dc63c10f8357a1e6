import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod/mini'
import { type ErrorCode, VisibleError } from './error.ts'
import { isMinted, mintedAt, timeOf } from './place.ts'
import type { User } from './user.ts'

/** The author of a message, or the other one in a conversation, as they were called then. */
export type Person = Pick<User, 'uuid' | 'handle' | 'displayName'>

/** Who has written what somebody wrote who is erased: no user can have this handle. */
export const nobody: Person = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: '[deleted]',
  displayName: 'Deleted user',
}

/** And what it says. */
export const redacted = '[deleted]'

/** What somebody wants to say, before it has a place. */
export type Draft = { uuid: string; groupUuid: string; text: string; sender: Person; memberUuids: string[] }

/** A quiet one changes no inbox row: whoever reads the inbox finds it by the row, which shows one shortly before it. */
export type Message = Draft & { place: string; isQuiet?: boolean }

export const longest = 1024
const previewLength = 200

// In code points: an emoji is one, whatever JavaScript's length says.
const codePoints = (text: string): number => [...text].length

export const previewOf = (text: string): string => [...text].slice(0, previewLength).join('')

// White space as Unicode has it: JavaScript's own idea of it leaves one out.
const isBlank = (text: string): boolean => /^[\s\p{White_Space}]*$/u.test(text)

const rule = (isSo: (text: string) => boolean, code: ErrorCode) =>
  z.refine<string>(isSo, { error: code, abort: true })

const textSchema = z.pipe(
  z
    .unknown()
    .check(z.refine((text) => text !== undefined && text !== null, { error: 'message_blank', abort: true })),
  z.string({ error: 'message_not_text' }).check(
    rule((text) => text.isWellFormed(), 'message_not_text'),
    rule((text) => !isBlank(text), 'message_blank'),
    rule((text) => codePoints(text) <= longest, 'message_exceed_max_chars_1024'),
  ),
)

const target = () => z.catch(z.optional(z.string().check(z.minLength(1))), undefined)

/** The body of POST /api/messages. The messages of its errors are the codes that the caller sees. */
export const newMessageSchema = z
  .object({ message: textSchema, message_group_uuid: target(), handle: target() })
  .check(z.refine((body) => body.message_group_uuid ?? body.handle, { error: 'message_group_uuid_blank' }))

/** The body of PUT /api/message_groups/{uuid}/read. */
export const readSchema = z.object({
  message_uuid: z.string({ error: 'message_uuid_blank' }).check(z.minLength(1, 'message_uuid_blank')),
})

export const messageSchema = z.object({
  uuid: z.string(),
  user_uuid: z.string(),
  display_name: z.string(),
  handle: z.string(),
  message: z.string(),
  created_at: z.iso.datetime({ precision: 3 }),
})

/** A message as the outside sees it. */
export const shown = (message: Message): z.infer<typeof messageSchema> => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  display_name: message.sender.displayName,
  handle: message.sender.handle,
  message: message.text,
  created_at: timeOf(message.place),
})

const keyMayDifferByMs = 24 * 60 * 60_000

/** The uuid of a message: the caller's key, which makes trying again safe, or a new one. */
export const uuidFrom = (idempotencyKey: string | undefined, now: number): string => {
  if (idempotencyKey === undefined) return uuidv7({ msecs: now })
  const uuid = idempotencyKey.toLowerCase()
  if (!isMinted(uuid) || Math.abs(now - mintedAt(uuid)) > keyMayDifferByMs) {
    throw new VisibleError('idempotency_key_invalid')
  }
  return uuid
}
