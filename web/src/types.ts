import type * as z from 'zod/mini'
import type { Action, Frame } from '../../src/domain/frame.ts'
import type { groupSchema, openGroupSchema } from '../../src/domain/group.ts'
import type { messageSchema } from '../../src/domain/message.ts'
import type { Profile } from '../../src/domain/user.ts'

// The API's own schemas, as types only: nothing of them is in the bundle.
export type { Action, Frame, Profile }
export type Group = z.infer<typeof groupSchema>
export type Message = z.infer<typeof messageSchema>
export type OpenGroup = z.infer<typeof openGroupSchema>
/** Up to which message the other one has read. */
export type SeenUpTo = NonNullable<OpenGroup['seen']>
