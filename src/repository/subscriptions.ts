import { VisibleError } from '../domain/error.ts'
import { type Subscription, surplusSubscriptions } from '../domain/subscription.ts'
import { inParallel } from '../inParallel.ts'
import { listDevices } from './connections.ts'
import { pushEndpointKey, subscriptionKey } from './keys.ts'
import { getItem } from './reads.ts'
import { subscriptionItem, subscriptionOf } from './subscriptionItem.ts'
import { mustBeSignedIn, requireUser } from './users.ts'
import { deleteUnchanged, putUnchanged, repeatChange, transactWrite, type Write } from './writes.ts'

/*
 * A subscription is an item of its user, and an item that says to whom its endpoint belongs. Both are written and deleted
 * together, so that an endpoint never belongs to two users.
 */

const getSubscription = async (userUuid: string, uuid: string): Promise<Subscription | undefined> => {
  const item = await getItem(subscriptionKey(userUuid, uuid))
  return item && subscriptionOf(userUuid, item)
}

type Owner = { user_uuid: string; uuid: string }

const getOwner = async (endpoint: string) => (await getItem(pushEndpointKey(endpoint))) as Owner | undefined

const ownerOf = ({ userUuid, uuid }: Subscription): Owner => ({ user_uuid: userUuid, uuid })

const nobody = { user_uuid: undefined, uuid: undefined }

const deleteItem = (userUuid: string, uuid: string, endpoint: string): Write => ({
  Delete: deleteUnchanged(subscriptionKey(userUuid, uuid), { endpoint }),
})

const deleteEndpoint = (subscription: Subscription): Write => ({
  Delete: deleteUnchanged(pushEndpointKey(subscription.endpoint), ownerOf(subscription)),
})

/** The writes that end what a subscription replaces: that of an earlier owner of its endpoint, and its own endpoint before. */
const replacements = (
  subscription: Subscription,
  owner: Owner | undefined,
  before: Subscription | undefined,
) => {
  const { userUuid, uuid, endpoint } = subscription
  const isOther = owner && (owner.user_uuid !== userUuid || owner.uuid !== uuid)
  return [
    ...(isOther ? [deleteItem(owner.user_uuid, owner.uuid, endpoint)] : []),
    ...(before && before.endpoint !== endpoint ? [deleteEndpoint(before)] : []),
  ]
}

/**
 * Stores a subscription. Its endpoint belongs to its user from now on. Fails if the user is being erased, or has signed out
 * everywhere meanwhile: both delete the subscriptions that are there.
 */
const store = (subscription: Subscription, signedInAt: number) =>
  repeatChange(`registering the subscription ${subscription.uuid}`, async () => {
    const { userUuid, uuid, endpoint, expiresAtSeconds } = subscription
    const [owner, before] = await Promise.all([getOwner(endpoint), getSubscription(userUuid, uuid)])
    const ownership = {
      ...pushEndpointKey(endpoint),
      ...ownerOf(subscription),
      expires_at: expiresAtSeconds,
    }
    const { user_uuid, uuid: ownerUuid } = owner ?? nobody
    const [isOver, ...failed] = await transactWrite([
      mustBeSignedIn(userUuid, signedInAt),
      { Put: putUnchanged(ownership, { user_uuid, uuid: ownerUuid }) },
      { Put: putUnchanged(subscriptionItem(subscription), { endpoint: before?.endpoint }) },
      ...replacements(subscription, owner, before),
    ])
    if (isOver) {
      await requireUser(userUuid)
      throw new VisibleError('unauthorized')
    }
    return failed.includes(true) ? undefined : true
  })

/** Deletes a subscription, unless it was registered with another endpoint since it was read. */
export const deleteSubscription = (subscription: Subscription): Promise<boolean[]> => {
  const { userUuid, uuid, endpoint } = subscription
  return transactWrite([deleteItem(userUuid, uuid, endpoint), deleteEndpoint(subscription)])
}

/** Registers a subscription. If the user has too many, those registered longest ago are deleted. */
export const register = async (subscription: Subscription, signedInAt: number): Promise<void> => {
  await store(subscription, signedInAt)
  const { subscriptions } = await listDevices(subscription.userUuid, { consistent: true })
  await inParallel(surplusSubscriptions(subscriptions), deleteSubscription)
}

export const unregister = async (userUuid: string, uuid: string): Promise<void> => {
  const subscription = await getSubscription(userUuid, uuid)
  if (subscription) await deleteSubscription(subscription)
}

export const deleteSubscriptions = async (userUuid: string): Promise<void> => {
  const { subscriptions } = await listDevices(userUuid, { consistent: true })
  await inParallel(subscriptions, deleteSubscription)
}
