import type {
  Frame,
  GroupView,
  MessageView,
  OpenGroupView,
  ProfileView,
} from '../../src/domain/viewSchemas.ts'
import type { Action } from '../../src/middleware/action.ts'

// Imported as types only, so that nothing of the server is in the bundle.
export type { Action, Frame, OpenGroupView, ProfileView }
export type Group = GroupView
export type Message = MessageView
/** Up to which message the other person has read. */
export type SeenUpTo = NonNullable<OpenGroupView['seen']>
