import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { type Connection, isOpening, isOver } from './domain/connection.ts'
import type { Frame } from './domain/viewSchemas.ts'
import { env } from './env.ts'
import { inParallel } from './inParallel.ts'
import { errorFacts, log } from './log.ts'
import { deleteConnections } from './repository/connections.ts'

/*
 * Sends frames to sockets and closes sockets. A connection that is gone is removed from the table on the way.
 */

let client: ApiGatewayManagementApiClient | undefined

// The SDK retries three times where API Gateway throttles.
const connect = () => new ApiGatewayManagementApiClient({ endpoint: env.socketsEndpoint, maxAttempts: 4 })

const timeoutMs = 3000
const signal = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) })

// Not every gateway names the error.
const isGone = (error: unknown) =>
  error instanceof GoneException ||
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 410

type Outcome = 'open' | 'gone'

/** The row is written before the socket is usable, so that a 410 means nothing in the first seconds. */
const outcomeOf410 = (connection: Connection, now: number): Outcome =>
  isOpening(connection, now) ? 'open' : 'gone'

const facts = ({ id, userUuid }: Connection) => ({ connection_id: id, user_uuid: userUuid })

const close = async (connection: Connection, now: number): Promise<Outcome> => {
  client ??= connect()
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: connection.id }), signal())
    return 'gone'
  } catch (error) {
    if (isGone(error)) return outcomeOf410(connection, now)
    log.warn('socket not ended', { ...facts(connection), ...errorFacts(error) })
    return 'open'
  }
}

/** Sends the frames one after the other, so that they arrive in order. */
const send = async (connection: Connection, frames: Frame[], now: number): Promise<Outcome> => {
  client ??= connect()
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
    log.warn('push given up', { ...facts(connection), ...errorFacts(error) })
    // An open socket would hide the gap from its client. A closed one makes it reconnect and ask with `since`.
    return close(connection, now)
  }
}

export type Delivery = { connection: Connection; frames: Frame[] }

const forgetGone = async <T extends { connection: Connection }>(
  items: T[],
  work: (item: T) => Promise<Outcome>,
) => {
  const gone: Connection[] = []
  await inParallel(items, async (item) => {
    if ((await work(item)) === 'gone') gone.push(item.connection)
  })
  await deleteConnections(gone)
}

/** Sends frames to sockets, in parallel. A socket whose token has expired is closed instead. */
export const push = (deliveries: Delivery[], now = Date.now()): Promise<void> =>
  forgetGone(deliveries, ({ connection, frames }) =>
    isOver(connection, now) ? close(connection, now) : send(connection, frames, now),
  )

/** Sends one frame to each of these sockets. */
export const notify = (connections: Connection[], frame: Frame): Promise<void> =>
  push(connections.map((connection) => ({ connection, frames: [frame] })))

/** Closes sockets, after a last frame if there is one. */
export const closeAll = (connections: Connection[], lastFrame?: Frame, now = Date.now()): Promise<void> =>
  forgetGone(
    connections.map((connection) => ({ connection })),
    async ({ connection }) => {
      if (lastFrame && (await send(connection, [lastFrame], now)) === 'gone') return 'gone'
      return close(connection, now)
    },
  )
