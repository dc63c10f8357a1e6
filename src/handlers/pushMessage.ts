import type { DynamoDBStreamEvent } from 'aws-lambda'
import { lagOf, type Recorded } from '../domain/arrival.ts'
import { type Connection, isPresent } from '../domain/connection.ts'
import type { Message } from '../domain/message.ts'
import { isCurrent, type Subscription } from '../domain/subscription.ts'
import { changedFrame, messageFrame } from '../domain/views.ts'
import { isPushed } from '../domain/webPush.ts'
import { inParallel } from '../inParallel.ts'
import { errorFacts, log } from '../log.ts'
import { push } from '../push.ts'
import { queueWebPush } from '../queue.ts'
import { listDevicesOf } from '../repository/connections.ts'
import { withMembers } from '../repository/groupMembers.ts'
import { messagesIn, readRecord } from '../repository/streamRecords.ts'

/** The newest new message of each conversation. The browsers show one notification for each. */
const newestOf = (recorded: Recorded[]) => {
  const isNew = ({ isChange, message }: Recorded) => !isChange && isPushed(message)
  const messages = recorded.filter(isNew).map(({ message }) => message)
  messages.sort((one, other) => (one.place < other.place ? -1 : 1))
  return new Map(messages.map((message) => [message.groupUuid, message])).values()
}

// As many as the SDK has connections: if the queue does not answer, the next batch waits as short as possible.
const maxConcurrent = 50

/**
 * Queues pushes to the browsers of members who look at none of their clients. A push is a hint, so it is not repeated if this
 * fails.
 */
const queueWebPushes = async (recorded: Recorded[], open: Connection[], subscriptions: Subscription[]) => {
  const now = Date.now()
  const present = open.filter((connection) => isPresent(connection, now))
  const reached = new Set(present.map(({ userUuid }) => userUuid))
  const reachable = new Set(
    subscriptions
      .filter((one) => isCurrent(one, now) && !reached.has(one.userUuid))
      .map(({ userUuid }) => userUuid),
  )
  if (reachable.size === 0) return
  const queue = async ({ groupUuid, place, uuid, sender, memberUuids }: Message) => {
    const user_uuids = memberUuids.filter((one) => one !== sender.uuid && reachable.has(one))
    if (user_uuids.length === 0) return
    await queueWebPush({ group_uuid: groupUuid, place, user_uuids }).catch((error: unknown) =>
      log.warn('web push not queued', { message_uuid: uuid, ...errorFacts(error) }),
    )
  }
  await inParallel(newestOf(recorded), queue, maxConcurrent)
}

/**
 * Sends new and changed messages to the sockets of their members. A client that misses a frame finds the message in the
 * table. Records that cannot be read are reported by updateInbox.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const { recorded } = await withMembers(messagesIn(Records.map(readRecord)))
  const members = new Set(recorded.flatMap(({ message }) => message.memberUuids))
  const { connections, subscriptions } = await listDevicesOf([...members])
  const deliveries = connections.map((connection) => ({
    connection,
    frames: recorded
      .filter(({ message }) => message.memberUuids.includes(connection.userUuid))
      .map(({ message, isChange }) => (isChange ? changedFrame(message) : messageFrame(message))),
  }))
  const open = await push(deliveries)
  await queueWebPushes(recorded, open, subscriptions)
  if (deliveries.length === 0) return
  log.info('messages pushed', {
    message_uuids: recorded.map(({ message }) => message.uuid),
    sockets: deliveries.length,
    ...lagOf(recorded, Date.now()),
  })
}
