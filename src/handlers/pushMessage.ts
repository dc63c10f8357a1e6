import type { DynamoDBStreamEvent } from 'aws-lambda'
import { lagOf } from '../domain/arrival.ts'
import { messageFrame } from '../domain/views.ts'
import { log } from '../log.ts'
import { push } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { messagesIn } from '../repository/streamRecords.ts'

/** Sends new messages to the sockets of their members. A client that misses a frame finds the message in the table. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const messages = messagesIn(Records)
  const members = new Set(messages.flatMap(({ memberUuids }) => memberUuids))
  const connections = await listConnectionsOf([...members])
  if (connections.length === 0) return

  const deliveries = connections.map((connection) => ({
    connection,
    frames: messages.filter(({ memberUuids }) => memberUuids.includes(connection.userUuid)).map(messageFrame),
  }))
  await push(deliveries)
  log.info('messages pushed', {
    message_uuids: messages.map(({ uuid }) => uuid),
    sockets: deliveries.length,
    lag_ms: lagOf(messages, Date.now()),
  })
}
