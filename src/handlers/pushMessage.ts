import type { DynamoDBStreamEvent } from 'aws-lambda'
import { lagOf } from '../domain/arrival.ts'
import { changedFrame, messageFrame } from '../domain/views.ts'
import { log } from '../log.ts'
import { push } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { withMembers } from '../repository/groupMembers.ts'
import { messagesIn, readRecord } from '../repository/streamRecords.ts'

/**
 * Sends new and changed messages to the sockets of their members. A client that misses a frame finds the message in the
 * table. Records that cannot be read are reported by updateInbox.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const { recorded } = await withMembers(messagesIn(Records.map(readRecord)))
  const members = new Set(recorded.flatMap(({ message }) => message.memberUuids))
  const connections = await listConnectionsOf([...members])
  if (connections.length === 0) return

  const deliveries = connections.map((connection) => ({
    connection,
    frames: recorded
      .filter(({ message }) => message.memberUuids.includes(connection.userUuid))
      .map(({ message, isChange }) => (isChange ? changedFrame(message) : messageFrame(message))),
  }))
  await push(deliveries)
  log.info('messages pushed', {
    message_uuids: recorded.map(({ message }) => message.uuid),
    sockets: deliveries.length,
    ...lagOf(recorded, Date.now()),
  })
}
