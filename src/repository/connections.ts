import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../domain/connection.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { documents } from './client.ts'
import { connectionKey, connectionPartition } from './keys.ts'

const connectionItem = ({ userUuid, id, connectedAt, expiresAtSeconds }: Connection) => ({
  ...connectionKey(userUuid, id),
  connected_at: new Date(connectedAt).toISOString(),
  expires_at: expiresAtSeconds,
})

const connectionOf = (userUuid: string, item: Record<string, unknown>): Connection => {
  const { sk, connected_at, expires_at } = item as ReturnType<typeof connectionItem>
  return { userUuid, id: sk, connectedAt: Date.parse(connected_at), expiresAtSeconds: expires_at }
}

export const putConnection = async (connection: Connection) => {
  await documents.send(new PutCommand({ TableName: env.tableName, Item: connectionItem(connection) }))
}

/** Lists a user's open sockets. Eventually consistent by default: a socket that has just opened catches up by itself. */
export const listConnections = async (
  userUuid: string,
  { consistent = false } = {},
): Promise<Connection[]> => {
  // A single page, because an item has 150 bytes and domain/connection.ts limits their number.
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': connectionPartition(userUuid) },
      ConsistentRead: consistent,
    }),
  )
  return Items.map((item) => connectionOf(userUuid, item))
}

// As many as the SDK has connections.
const maxConcurrent = 50

export const listConnectionsOf = async (userUuids: string[]): Promise<Connection[]> => {
  const connections: Connection[] = []
  await inParallel(
    userUuids,
    async (userUuid) => connections.push(...(await listConnections(userUuid))),
    maxConcurrent,
  )
  return connections
}

export const deleteConnections = async (connections: Pick<Connection, 'userUuid' | 'id'>[]) => {
  await Promise.all(
    connections.map(({ userUuid, id }) =>
      documents.send(new DeleteCommand({ TableName: env.tableName, Key: connectionKey(userUuid, id) })),
    ),
  )
}
