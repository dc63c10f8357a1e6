import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { VisibleError } from '../domain/error.ts'
import { identify } from '../middleware/identify.ts'
import { allow, deny, tokenOf } from '../middleware/socketAuthorizer.ts'

/**
 * Decides who may open a socket. It denies by a policy: if it threw, Lambda would count an error, and anybody's expired
 * token would raise an alarm.
 */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  identify(tokenOf(event)).then(
    ({ user, expiresAtSeconds }) => allow(event, user, expiresAtSeconds, Date.now()),
    (error: unknown) => {
      if (error instanceof VisibleError) return deny(event)
      throw error
    },
  )
