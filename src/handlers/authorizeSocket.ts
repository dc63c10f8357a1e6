import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { endSecondsOf, tokenIn } from '../domain/connection.ts'
import { VisibleError } from '../domain/error.ts'
import { identify } from '../middleware/identify.ts'
import type { Identity } from '../middleware/socketEvent.ts'

const policy = (effect: 'Allow' | 'Deny', resource: string, who: string, context?: Identity) => ({
  principalId: who,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
  ...(context ? { context } : {}),
})

const offeredIn = ({ headers }: APIGatewayRequestAuthorizerEvent): string =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1] ?? ''

/**
 * Decides who may open a socket. The token comes as a subprotocol: in an address it would end up in logs.
 * A refusal is a policy that denies. An authorizer that throws counts as an error of the function, which raises an alarm.
 */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  identify(tokenIn(offeredIn(event))).then(
    ({ user, expiresAtSeconds }) =>
      policy('Allow', event.methodArn, user.uuid, {
        user_uuid: user.uuid,
        handle: user.handle,
        expires_at: String(endSecondsOf(expiresAtSeconds, Date.now())),
      }),
    (error: unknown) => {
      if (error instanceof VisibleError) return policy('Deny', event.methodArn, 'nobody')
      throw error
    },
  )
