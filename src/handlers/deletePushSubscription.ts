import { subscriptionUuidFrom } from '../domain/subscription.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { unregister } from '../repository/subscriptions.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const uuid = subscriptionUuidFrom(pathParameters?.push_subscription_uuid)
  await enforceChangeLimit(user.uuid, Date.now())
  await unregister(user.uuid, uuid)
  return ok({})
})
