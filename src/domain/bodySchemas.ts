import * as z from 'zod/mini'
import type { ErrorCode } from './error.ts'
import { maxTextLength } from './message.ts'
import { countCodePoints, isBlank } from './text.ts'

/* The bodies of requests. The error messages of these schemas are the codes that the caller sees. */

const rule = (isValid: (text: string) => boolean, code: ErrorCode) =>
  z.refine<string>(isValid, { error: code, abort: true })

const textSchema = z.pipe(
  z
    .unknown()
    .check(z.refine((text) => text !== undefined && text !== null, { error: 'message_blank', abort: true })),
  z.string({ error: 'message_not_text' }).check(
    rule((text) => text.isWellFormed(), 'message_not_text'),
    rule((text) => !isBlank(text), 'message_blank'),
    rule((text) => countCodePoints(text) <= maxTextLength, 'message_exceed_max_chars_1024'),
  ),
)

/** A recipient that is empty or no text counts as not given. */
const recipientSchema = () => z.catch(z.optional(z.string().check(z.minLength(1))), undefined)

/** The body of POST /api/messages. */
export const newMessageSchema = z
  .object({ message: textSchema, message_group_uuid: recipientSchema(), handle: recipientSchema() })
  .check(z.refine((body) => body.message_group_uuid ?? body.handle, { error: 'message_group_uuid_blank' }))

/** The body of PUT /api/message_groups/{uuid}/read. */
export const markReadSchema = z.object({
  message_uuid: z.string({ error: 'message_uuid_blank' }).check(z.minLength(1, 'message_uuid_blank')),
})
