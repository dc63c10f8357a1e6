import { pushSubscriptionView } from '../domain/accountViews.ts'
import { pushSubscriptionSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { expiryOf, isPushEndpoint, subscriptionUuidFrom } from '../domain/subscription.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { register } from '../repository/subscriptions.ts'

/** Registers the browser of the user for pushes. Reads the profile again: a session that has ended must not get pushes. */
export const handler = authenticated({ mayBeCached: false })
  .use(jsonBody())
  .use(validate(pushSubscriptionSchema))
  .handler(async ({ user, signedInAt, pathParameters, body: { endpoint, keys, shows_text: showsText } }) => {
    const now = Date.now()
    const uuid = subscriptionUuidFrom(pathParameters?.push_subscription_uuid)
    if (!isPushEndpoint(endpoint, env.pushServices)) throw new VisibleError('endpoint_invalid')
    await enforceChangeLimit(user.uuid, now)
    const subscription = {
      userUuid: user.uuid,
      uuid,
      endpoint,
      keys,
      showsText,
      registeredAt: now,
      expiresAtSeconds: expiryOf(now),
    }
    await register(subscription, signedInAt)
    return ok(pushSubscriptionView(subscription))
  })
