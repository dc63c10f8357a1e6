import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import type { Frame } from './domain/answers.ts'
import { type Connection, isOpening, isOver } from './domain/connection.ts'
import { env } from './env.ts'
import { inParallel } from './inParallel.ts'
import { errorFacts, log } from './log.ts'

let client: ApiGatewayManagementApiClient | undefined

// A try and three more: where API Gateway says that it is too much at a time, the SDK waits and tries again.
const connect = () => new ApiGatewayManagementApiClient({ endpoint: env.socketsEndpoint, maxAttempts: 4 })

const patienceMs = 3000
const signal = () => ({ abortSignal: AbortSignal.timeout(patienceMs) })

// Not every gateway names the error.
const isGone = (error: unknown) =>
  error instanceof GoneException ||
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 410

type Outcome = 'open' | 'gone'

/** What is not there is gone, unless it is about to be. */
const judge = (connection: Connection, now: number): Outcome => (isOpening(connection, now) ? 'open' : 'gone')

const facts = ({ id, userUuid }: Connection) => ({ connection_id: id, user_uuid: userUuid })

const end = async (connection: Connection, now: number): Promise<Outcome> => {
  client ??= connect()
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: connection.id }), signal())
    return 'gone'
  } catch (error) {
    if (isGone(error)) return judge(connection, now)
    log.warn('socket not ended', { ...facts(connection), ...errorFacts(error) })
    return 'open'
  }
}

/** One after the other, so that they come in order. */
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
    if (isGone(error)) return judge(connection, now)
    log.warn('push given up', { ...facts(connection), ...errorFacts(error) })
    // Left open, it would have a gap that its client knows nothing of. Ended, it comes back and asks what it has missed.
    return end(connection, now)
  }
}

export type Delivery = { connection: Connection; frames: Frame[] }

const collectGone = async <T>(
  items: T[],
  connectionOf: (item: T) => Connection,
  work: (item: T) => Promise<Outcome>,
): Promise<Connection[]> => {
  const gone: Connection[] = []
  await inParallel(items, async (item) => {
    if ((await work(item)) === 'gone') gone.push(connectionOf(item))
  })
  return gone
}

/** Sends frames to sockets, many at a time, none waiting for another. Answers which are gone and to be forgotten. */
export const push = (deliveries: Delivery[], now = Date.now()): Promise<Connection[]> =>
  collectGone(
    deliveries,
    ({ connection }) => connection,
    ({ connection, frames }) =>
      isOver(connection, now) ? end(connection, now) : send(connection, frames, now),
  )

/** Ends sockets, each with a last word where there is one. Answers which are gone and to be forgotten. */
export const endAll = (
  connections: Connection[],
  lastWord?: Frame,
  now = Date.now(),
): Promise<Connection[]> =>
  collectGone(
    connections,
    (connection) => connection,
    async (connection) => {
      if (lastWord && (await send(connection, [lastWord], now)) === 'gone') return 'gone'
      return end(connection, now)
    },
  )

export const toAll = (connections: Connection[], frame: Frame): Delivery[] =>
  connections.map((connection) => ({ connection, frames: [frame] }))
