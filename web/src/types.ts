import type {
  Frame,
  GroupView,
  MessageView,
  OpenGroupView,
  ProfileView,
} from '../../src/domain/viewSchemas.ts'
import type { Action } from '../../src/middleware/action.ts'

// The API's own, as types only: nothing of them is in the bundle.
export type { Action, Frame, OpenGroupView, ProfileView }
export type Group = GroupView
export type Message = MessageView
/** Up to which message the other one has read. */
export type SeenUpTo = NonNullable<OpenGroupView['seen']>
