import type { Action } from '../../src/domain/action.ts'
import type { Frame, OpenGroup, Profile, ShownGroup, ShownMessage } from '../../src/domain/answers.ts'

// The API's own, as types only: nothing of them is in the bundle.
export type { Action, Frame, OpenGroup, Profile }
export type Group = ShownGroup
export type Message = ShownMessage
/** Up to which message the other one has read. */
export type SeenUpTo = NonNullable<OpenGroup['seen']>
