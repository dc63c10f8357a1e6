import * as z from 'zod/mini'
import { isErrorCode, VisibleError } from './error.ts'

const actionSchema = z.discriminatedUnion(
  'action',
  [
    z.object({ action: z.literal('ping') }),
    z.object({
      action: z.literal('typing'),
      message_group_uuid: z
        .string({ error: 'message_group_uuid_blank' })
        .check(z.minLength(1, 'message_group_uuid_blank')),
    }),
  ],
  { error: 'action_unknown' },
)

/** What a client says. */
export type Action = z.infer<typeof actionSchema>

const mostBytes = 16 * 1024

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new VisibleError('body_not_json')
  }
}

/** The action of a frame as it came; the messages of the schema's errors are the codes of what is wrong with it. */
export const actionFrom = (body: unknown): Action => {
  if (typeof body !== 'string') throw new VisibleError('body_not_json')
  if (Buffer.byteLength(body) > mostBytes) throw new VisibleError('body_too_large')
  const value = parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VisibleError('body_not_object')
  const { data, error } = actionSchema.safeParse(value)
  if (data) return data
  const code = error.issues[0]?.message ?? ''
  throw isErrorCode(code) ? new VisibleError(code) : error
}
