import type { Context } from 'aws-lambda'
import { log } from '../log.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from '../middleware/socketEvent.ts'
import { deleteConnections } from '../repository/connections.ts'
import { handler as receive } from './receive.ts'

/** Deletes the connection of a closed socket. API Gateway may skip this call: then the first push that fails does it. */
export const handler = async (event: SocketEvent, context: Context): Promise<SocketResult> => {
  // The gateway routes a frame by its action, which could be "$disconnect".
  if (event.requestContext.eventType === 'MESSAGE') return receive(event, context)
  await deleteConnections([connectionOf(event)])
  log.info('socket closed', socketFacts(event))
  return { statusCode: 200 }
}
