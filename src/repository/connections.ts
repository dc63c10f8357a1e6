import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../domain/connection.ts'
import type { Subscription } from '../domain/subscription.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { documents } from './client.ts'
import { connectionKey, connectionPartition, subscriptionUuidIn } from './keys.ts'
import { subscriptionOf } from './subscriptionItem.ts'
import { updateIf } from './writes.ts'

const connectionItem = ({ userUuid, id, connectedAt, expiresAtSeconds }: Connection) => ({
  ...connectionKey(userUuid, id),
  connected_at: new Date(connectedAt).toISOString(),
  expires_at: expiresAtSeconds,
})

type ConnectionItem = ReturnType<typeof connectionItem> & { is_away?: boolean }

const connectionOf = (userUuid: string, item: Record<string, unknown>): Connection => {
  const { sk, connected_at, expires_at, is_away } = item as ConnectionItem
  return {
    userUuid,
    id: sk,
    connectedAt: Date.parse(connected_at),
    expiresAtSeconds: expires_at,
    ...(is_away ? { isAway: true } : {}),
  }
}

export const putConnection = async (connection: Connection) => {
  await documents.send(new PutCommand({ TableName: env.tableName, Item: connectionItem(connection) }))
}

/** Stores whether nobody looks at a client, as it told at a time. Frames can be handled in another order than they were sent. */
export const setAway = ({ userUuid, id }: Connection, isAway: boolean, toldAt: number): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: connectionKey(userUuid, id),
    UpdateExpression: 'SET is_away = :isAway, told_at = :toldAt',
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(told_at) OR told_at < :toldAt)',
    ExpressionAttributeValues: { ':isAway': isAway, ':toldAt': toldAt },
  })

/** Where a user can be reached: their open sockets, and the browsers that get pushes for them. */
export type Devices = { connections: Connection[]; subscriptions: Subscription[] }

/**
 * Lists the open sockets and the push subscriptions of a user. Eventually consistent by default: a socket that has just opened
 * catches up by itself.
 */
export const listDevices = async (userUuid: string, { consistent = false } = {}): Promise<Devices> => {
  // A single page: a connection has 150 bytes and a subscription 500, and src/domain/ limits their number.
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': connectionPartition(userUuid) },
      ConsistentRead: consistent,
    }),
  )
  const { connections = [], subscriptions = [] } = Object.groupBy(Items, ({ sk }) =>
    subscriptionUuidIn(String(sk)) === undefined ? 'connections' : 'subscriptions',
  )
  return {
    connections: connections.map((item) => connectionOf(userUuid, item)),
    subscriptions: subscriptions.map((item) => subscriptionOf(userUuid, item)),
  }
}

export const listConnections = async (userUuid: string, options = {}): Promise<Connection[]> =>
  (await listDevices(userUuid, options)).connections

// As many as the SDK has connections.
const maxConcurrent = 50

export const listDevicesOf = async (userUuids: string[]): Promise<Devices> => {
  const all: Devices[] = []
  await inParallel(userUuids, async (userUuid) => all.push(await listDevices(userUuid)), maxConcurrent)
  return {
    connections: all.flatMap(({ connections }) => connections),
    subscriptions: all.flatMap(({ subscriptions }) => subscriptions),
  }
}

export const listConnectionsOf = async (userUuids: string[]): Promise<Connection[]> =>
  (await listDevicesOf(userUuids)).connections

export const deleteConnections = async (connections: Pick<Connection, 'userUuid' | 'id'>[]) => {
  await Promise.all(
    connections.map(({ userUuid, id }) =>
      documents.send(new DeleteCommand({ TableName: env.tableName, Key: connectionKey(userUuid, id) })),
    ),
  )
}
