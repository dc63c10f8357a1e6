import type { SQSEvent } from 'aws-lambda'
import { isPresent } from '../domain/connection.ts'
import type { Membership } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { PushKeys } from '../domain/pushKeys.ts'
import { isCurrent, type Subscription } from '../domain/subscription.ts'
import { isPushed, isWorthPush, pushPayload, webPushSchema } from '../domain/webPush.ts'
import { inParallel } from '../inParallel.ts'
import { errorFacts, log } from '../log.ts'
import { getPushKeys } from '../pushKeys.ts'
import { hasBlocked } from '../repository/blocks.ts'
import { listDevices } from '../repository/connections.ts'
import { getMembership } from '../repository/memberships.ts'
import { getMessage } from '../repository/messages.ts'
import { deleteSubscription } from '../repository/subscriptions.ts'
import { sendPush } from '../webPush.ts'

type Push = { membership: Membership; message: Message; keys: PushKeys }

const facts = ({ userUuid, uuid, endpoint }: Subscription) => ({
  user_uuid: userUuid,
  push_subscription_uuid: uuid,
  push_service: new URL(endpoint).host,
})

const isGone = (status: number) => status === 404 || status === 410

const sendTo = async (subscription: Subscription, { membership, message, keys }: Push) => {
  try {
    const status = await sendPush(subscription, pushPayload(membership, message, subscription), keys)
    if (isGone(status)) await deleteSubscription(subscription)
    else if (status >= 300) log.warn('web push refused', { ...facts(subscription), status })
    return status < 300
  } catch (error) {
    log.warn('web push failed', { ...facts(subscription), ...errorFacts(error) })
    return false
  }
}

/** In a named group, the messages of people whom the user has blocked stay, and the client hides them. */
const isByBlocked = async ({ kind, userUuid }: Membership, { sender }: Message): Promise<boolean> =>
  kind === 'named' && (await hasBlocked(userUuid, sender.uuid))

/** Reads everything again: since the message was queued, the user may have read, muted or left the conversation. */
const pushTo = async (userUuid: string, message: Message, keys: PushKeys): Promise<number> => {
  const now = Date.now()
  const [membership, devices] = await Promise.all([
    getMembership(userUuid, message.groupUuid),
    listDevices(userUuid, { consistent: true }),
  ])
  const subscriptions = devices.subscriptions.filter((one) => isCurrent(one, now))
  if (subscriptions.length === 0 || !membership || !isWorthPush(membership, message, now)) return 0
  if (devices.connections.some((connection) => isPresent(connection, now))) return 0
  if (await isByBlocked(membership, message)) return 0
  const sent = await Promise.all(subscriptions.map((one) => sendTo(one, { membership, message, keys })))
  return sent.filter(Boolean).length
}

// A group has 50 members, and a push takes at most 5 s, so that the function ends in time if no push service answers.
const maxConcurrent = 25

const sendAll = async (body: string, keys: PushKeys) => {
  const { group_uuid, place, user_uuids } = webPushSchema.parse(JSON.parse(body))
  const message = await getMessage(group_uuid, place)
  if (!message || !isPushed(message)) return
  let pushes = 0
  await inParallel(
    user_uuids,
    async (userUuid) => {
      pushes += await pushTo(userUuid, message, keys)
    },
    maxConcurrent,
  )
  log.info('web pushes sent', { message_uuid: message.uuid, users: user_uuids.length, pushes })
}

/**
 * Sends pushes to the browsers of people who look at none of their clients (docs/decisions/0049-web-push.md). If it throws,
 * because the table is unavailable, the queue delivers the message again, as long as it is not too old.
 */
export const handler = async ({ Records }: SQSEvent): Promise<void> => {
  const keys = await getPushKeys(Date.now())
  if (!keys) return log.warn('web push without keys')
  for (const { body } of Records) await sendAll(body, keys)
}
