import * as z from 'zod/mini'
import type { ErrorCode } from './error.ts'
import { longest } from './message.ts'
import { codePoints, isBlank } from './text.ts'

/* What comes in. The messages of a schema's errors are the codes that the caller sees. */

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

/** The body of POST /api/messages. */
export const newMessageSchema = z
  .object({ message: textSchema, message_group_uuid: target(), handle: target() })
  .check(z.refine((body) => body.message_group_uuid ?? body.handle, { error: 'message_group_uuid_blank' }))

/** The body of PUT /api/message_groups/{uuid}/read. */
export const readSchema = z.object({
  message_uuid: z.string({ error: 'message_uuid_blank' }).check(z.minLength(1, 'message_uuid_blank')),
})
