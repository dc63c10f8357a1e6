import { VisibleError } from '../domain/error.ts'
import { type Subscription, surplusSubscriptions } from '../domain/subscription.ts'
import { inParallel } from '../inParallel.ts'
import { listDevices } from './connections.ts'
import { pushEndpointKey, subscriptionKey } from './keys.ts'
import { getItem } from './reads.ts'
import { subscriptionItem, subscriptionOf } from './subscriptionItem.ts'
import { getUserByUuid, mustBeSignedIn } from './users.ts'
import { deleteIfUnchanged, putUnchanged, repeatChange, transactWrite } from './writes.ts'

/*
 * A subscription is an item of its user, and an item that says to whom its endpoint belongs, so that no browser gets the pushes of
 * two users. The first is written with the second or not at all, and is deleted before it. A second one that is left over leads to
 * nothing: either item may be missing, because DynamoDB deletes each by itself after it has expired.
 */

const getSubscription = async (userUuid: string, uuid: string): Promise<Subscription | undefined> => {
  const item = await getItem(subscriptionKey(userUuid, uuid))
  return item && subscriptionOf(userUuid, item)
}

type Owner = { user_uuid: string | undefined; uuid: string | undefined; expires_at: number | undefined }

const ownerOf = ({ userUuid, uuid, expiresAtSeconds }: Subscription) => ({
  user_uuid: userUuid,
  uuid,
  expires_at: expiresAtSeconds,
})

const noOwner: Owner = { user_uuid: undefined, uuid: undefined, expires_at: undefined }

const getOwner = async (endpoint: string): Promise<Owner> => {
  const item = await getItem(pushEndpointKey(endpoint))
  return item ? { user_uuid: item.user_uuid, uuid: item.uuid, expires_at: item.expires_at } : noOwner
}

/** Deletes the subscription with this endpoint that another user, or another browser of the user, has registered before. */
const deleteEarlier = async ({ user_uuid, uuid }: Owner, subscription: Subscription) => {
  const { userUuid, endpoint } = subscription
  if (user_uuid === undefined || uuid === undefined) return
  if (user_uuid === userUuid && uuid === subscription.uuid) return
  await deleteIfUnchanged(subscriptionKey(user_uuid, uuid), { endpoint })
}

/** Deletes the item of an endpoint, unless it belongs to another subscription by now. */
const deleteEndpoint = ({ userUuid, uuid, endpoint }: Subscription) =>
  deleteIfUnchanged(pushEndpointKey(endpoint), { user_uuid: userUuid, uuid })

/** Stores a subscription. Its endpoint belongs to its user from now on. */
const store = (subscription: Subscription, signedInAt: number) =>
  repeatChange(`registering the subscription ${subscription.uuid}`, async () => {
    const { userUuid, uuid, endpoint } = subscription
    const [owner, before] = await Promise.all([getOwner(endpoint), getSubscription(userUuid, uuid)])
    await deleteEarlier(owner, subscription)
    const [isRefused, ...failed] = await transactWrite([
      mustBeSignedIn(userUuid, signedInAt), // neither an erasure nor a sign-out can miss the subscription
      { Put: putUnchanged({ ...pushEndpointKey(endpoint), ...ownerOf(subscription) }, owner) },
      { Put: putUnchanged(subscriptionItem(subscription), { endpoint: before?.endpoint }) },
    ])
    if (isRefused) throw new VisibleError((await getUserByUuid(userUuid)) ? 'unauthorized' : 'user_unknown')
    if (failed.includes(true)) return undefined
    if (before && before.endpoint !== endpoint) await deleteEndpoint(before)
    return true
  })

/** Deletes a subscription, unless it was registered with another endpoint since it was read. */
export const deleteSubscription = async (subscription: Subscription): Promise<void> => {
  const { userUuid, uuid, endpoint } = subscription
  await deleteIfUnchanged(subscriptionKey(userUuid, uuid), { endpoint })
  await deleteEndpoint(subscription)
}

/**
 * Registers a subscription for a user who signed in at this time. If the user has too many, those registered longest ago are
 * deleted.
 */
export const register = async (subscription: Subscription, signedInAt: number): Promise<void> => {
  await store(subscription, signedInAt)
  const { subscriptions } = await listDevices(subscription.userUuid, { consistent: true })
  await inParallel(surplusSubscriptions(subscriptions), deleteSubscription)
}

export const unregister = async (userUuid: string, uuid: string): Promise<void> => {
  const subscription = await getSubscription(userUuid, uuid)
  if (subscription) await deleteSubscription(subscription)
}

export const deleteSubscriptions = async (userUuid: string): Promise<number> => {
  const { subscriptions } = await listDevices(userUuid, { consistent: true })
  await inParallel(subscriptions, deleteSubscription)
  return subscriptions.length
}
