import type { Context } from 'aws-lambda'
import { maxOpening, protocol, surplusOf } from '../domain/connection.ts'
import { log } from '../log.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from '../middleware/socketEvent.ts'
import { closeAll } from '../push.ts'
import { deleteConnections, listConnections, putConnection } from '../repository/connections.ts'
import { handler as receive } from './receive.ts'

/** A socket opens. Of too many of one user the oldest are ended; of far too many, this one is refused. */
export const handler = async (event: SocketEvent, context: Context): Promise<SocketResult> => {
  // A gateway that takes a frame's action for a route could be told "$connect".
  if (event.requestContext.eventType === 'MESSAGE') return receive(event, context)
  const connection = connectionOf(event)
  await putConnection(connection)
  const all = await listConnections(connection.userUuid, { consistent: true })
  if (all.length > maxOpening) {
    await deleteConnections([connection])
    log.warn('socket refused', { ...socketFacts(event), open: all.length })
    return { statusCode: 429 }
  }
  await closeAll(surplusOf(all))
  log.info('socket opened', socketFacts(event))
  return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': protocol } }
}
