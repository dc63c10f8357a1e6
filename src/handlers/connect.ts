import type { Context } from 'aws-lambda'
import { isFlood, surplusOf } from '../domain/connection.ts'
import { log } from '../log.ts'
import { subprotocol } from '../middleware/socketAuthorizer.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from '../middleware/socketEvent.ts'
import { closeAll } from '../push.ts'
import { deleteConnections, listConnections, putConnection } from '../repository/connections.ts'
import { handler as receive } from './receive.ts'

/** Stores the connection of a new socket. If the user has too many, the oldest are closed. */
export const handler = async (event: SocketEvent, context: Context): Promise<SocketResult> => {
  // The gateway routes a frame by its action, which could be "$connect".
  if (event.requestContext.eventType === 'MESSAGE') return receive(event, context)
  const connection = connectionOf(event)
  await putConnection(connection)
  const connections = await listConnections(connection.userUuid, { consistent: true })
  if (isFlood(connections)) {
    await deleteConnections([connection])
    log.warn('socket refused', { ...socketFacts(event), open: connections.length })
    return { statusCode: 429 }
  }
  await closeAll(surplusOf(connections))
  log.info('socket opened', socketFacts(event))
  return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': subprotocol } }
}
