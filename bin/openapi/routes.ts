import { accountRoutes } from './accountRoutes.ts'
import { attachmentRoutes } from './attachmentRoutes.ts'
import { conversationRoutes } from './conversationRoutes.ts'
import { groupRoutes } from './groupRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import type { Route } from './route.ts'
import { safetyRoutes } from './safetyRoutes.ts'
import { userRoutes } from './userRoutes.ts'

/** All routes, in the order of docs/openapi.json. */
export const routes: Route[] = [
  ...userRoutes,
  ...conversationRoutes,
  ...messageRoutes,
  ...attachmentRoutes,
  ...groupRoutes,
  ...safetyRoutes,
  ...accountRoutes,
]
