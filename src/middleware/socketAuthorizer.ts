import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import type { User } from '../domain/user.ts'
import type { Identity } from './socketEvent.ts'

/** The subprotocol that we speak. A client offers its access token beside it, because a browser can set no other header. */
export const subprotocol = 'cruddur.v1'

/** The access token among the subprotocols that a client offers. */
export const tokenOf = ({ headers }: APIGatewayRequestAuthorizerEvent): string | undefined => {
  const header = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  )
  const [first, token, ...rest] = (header?.[1] ?? '').split(',').map((offered) => offered.trim())
  return first === subprotocol && rest.length === 0 ? token : undefined
}

const maxSocketSeconds = 2 * 60 * 60 // API Gateway closes every socket after two hours

const policy = (effect: 'Allow' | 'Deny', methodArn: string, principalId: string) => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  },
})

/** A socket may be used until its access token expires. */
export const allow = (
  { methodArn }: APIGatewayRequestAuthorizerEvent,
  user: User,
  tokenExpiresAtSeconds: number,
  now: number,
): APIGatewayAuthorizerResult => {
  const expiresAtSeconds = Math.min(tokenExpiresAtSeconds, Math.floor(now / 1000) + maxSocketSeconds)
  const context: Identity = {
    user_uuid: user.uuid,
    handle: user.handle,
    expires_at: String(expiresAtSeconds),
  }
  return { ...policy('Allow', methodArn, user.uuid), context }
}

export const deny = ({ methodArn }: APIGatewayRequestAuthorizerEvent): APIGatewayAuthorizerResult =>
  policy('Deny', methodArn, 'nobody')
