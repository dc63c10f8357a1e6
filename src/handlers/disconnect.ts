import type { Context } from 'aws-lambda'
import { log } from '../log.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from '../middleware/socketEvent.ts'
import { deleteConnections } from '../repository/connections.ts'
import { handler as receive } from './receive.ts'

/** A socket has closed. API Gateway tells it as well as it can; what it does not tell, the first push finds out. */
export const handler = async (event: SocketEvent, context: Context): Promise<SocketResult> => {
  if (event.requestContext.eventType === 'MESSAGE') return receive(event, context)
  await deleteConnections([connectionOf(event)])
  log.info('socket closed', socketFacts(event))
  return { statusCode: 200 }
}
