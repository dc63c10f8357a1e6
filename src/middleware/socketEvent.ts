import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import type { Connection } from '../domain/connection.ts'

/** The result of authorizeSocket. API Gateway passes it, as text, to every function of the socket. */
export type Identity = { user_uuid: string; handle: string; expires_at: string }

export type SocketEvent = APIGatewayProxyWebsocketEventV2 & { requestContext: { authorizer?: Identity } }
export type SocketResult = { statusCode: number; headers?: Record<string, string> }

export const connectionOf = ({ requestContext }: SocketEvent): Connection => ({
  userUuid: requestContext.authorizer?.user_uuid ?? '',
  id: requestContext.connectionId,
  connectedAt: requestContext.connectedAt,
  expiresAtSeconds: Number(requestContext.authorizer?.expires_at ?? 0),
})

export const socketFacts = ({ requestContext }: SocketEvent) => ({
  request_id: requestContext.requestId,
  connection_id: requestContext.connectionId,
  user_uuid: requestContext.authorizer?.user_uuid,
})
