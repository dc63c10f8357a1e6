import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { type Connection, isExpired, isOpening } from './domain/connection.ts'
import type { Frame } from './domain/viewSchemas.ts'
import { env } from './env.ts'
import { inParallel } from './inParallel.ts'
import { errorFacts, log } from './log.ts'
import { deleteConnections, listConnections, listConnectionsOf } from './repository/connections.ts'

/* Sends frames to sockets and closes sockets. Connections whose sockets are gone are deleted from the table. */

let client: ApiGatewayManagementApiClient | undefined

const createClient = () =>
  new ApiGatewayManagementApiClient({ endpoint: env.socketsEndpoint, maxAttempts: 4 }) // when API Gateway throttles

const timeoutMs = 3000
const signal = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) })

// serverless-offline answers 410 without the name of the error.
const isGone = (error: unknown) =>
  error instanceof GoneException ||
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 410

type Outcome = 'open' | 'gone'

/** The connection is stored before the socket is usable, so a 410 is ignored for the first seconds. */
const outcomeOf410 = (connection: Connection, now: number): Outcome =>
  isOpening(connection, now) ? 'open' : 'gone'

const facts = ({ id, userUuid }: Connection) => ({ connection_id: id, user_uuid: userUuid })

const close = async (connection: Connection, now: number): Promise<Outcome> => {
  client ??= createClient()
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: connection.id }), signal())
    return 'gone'
  } catch (error) {
    if (isGone(error)) return outcomeOf410(connection, now)
    log.warn('socket not closed', { ...facts(connection), ...errorFacts(error) })
    return 'open'
  }
}

/** Sends the frames one by one, so that they arrive in order. */
const send = async (connection: Connection, frames: Frame[], now: number): Promise<Outcome> => {
  client ??= createClient()
  try {
    for (const frame of frames) {
      const command = new PostToConnectionCommand({
        ConnectionId: connection.id,
        Data: JSON.stringify(frame),
      })
      await client.send(command, signal())
    }
    return 'open'
  } catch (error) {
    if (isGone(error)) return outcomeOf410(connection, now)
    log.warn('push failed', { ...facts(connection), ...errorFacts(error) })
    // If the socket stayed open, its client would not notice the gap. Closed, it reconnects and asks with `since`.
    return close(connection, now)
  }
}

export type Delivery = { connection: Connection; frames: Frame[] }

/** Does the work for each item, and then deletes the connections that turned out to be gone. Returns the others. */
const runAndDeleteGone = async <T extends { connection: Connection }>(
  items: T[],
  work: (item: T) => Promise<Outcome>,
): Promise<Connection[]> => {
  const open: Connection[] = []
  const gone: Connection[] = []
  await inParallel(items, async (item) => {
    const outcome = await work(item)
    ;(outcome === 'gone' ? gone : open).push(item.connection)
  })
  await deleteConnections(gone)
  return open
}

/** Sends frames to sockets, and returns those that are open. A socket whose token has expired is closed instead. */
export const push = (deliveries: Delivery[], now = Date.now()): Promise<Connection[]> =>
  runAndDeleteGone(deliveries, ({ connection, frames }) =>
    isExpired(connection, now) ? close(connection, now) : send(connection, frames, now),
  )

export const notify = (connections: Connection[], frame: Frame): Promise<Connection[]> =>
  push(connections.map((connection) => ({ connection, frames: [frame] })))

/** Sends a frame to all open sockets of users. */
export const notifyUsers = async (userUuids: string[], frame: Frame): Promise<void> => {
  await notify(await listConnectionsOf(userUuids), frame)
}

/** Sends frames to all open sockets of a user. */
export const notifyUser = async (userUuid: string, ...frames: Frame[]): Promise<void> => {
  const connections = await listConnections(userUuid)
  await push(connections.map((connection) => ({ connection, frames })))
}

/** Closes sockets, after a last frame if there is one. */
export const closeAll = (
  connections: Connection[],
  lastFrame?: Frame,
  now = Date.now(),
): Promise<Connection[]> =>
  runAndDeleteGone(
    connections.map((connection) => ({ connection })),
    async ({ connection }) => {
      if (lastFrame && (await send(connection, [lastFrame], now)) === 'gone') return 'gone'
      return close(connection, now)
    },
  )

/**
 * Closes sockets and deletes their connections, also of sockets that cannot be closed: nothing is sent to those any more.
 * Returns how many those are.
 */
export const disconnectAll = async (connections: Connection[], now = Date.now()): Promise<number> => {
  let unclosed = 0
  await inParallel(connections, async (connection) => {
    if ((await close(connection, now)) === 'open') unclosed += 1
  })
  await deleteConnections(connections)
  return unclosed
}
