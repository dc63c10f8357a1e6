import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { VisibleError } from '../domain/error.ts'
import { identify } from '../middleware/identify.ts'
import { allow, deny, tokenOf } from '../middleware/socketAuthorizer.ts'

/**
 * Decides who may open a socket. Reads the profile again, because a socket is authorized once and can stay open for two
 * hours: a suspended account must not get one. It denies by a policy: if it threw, Lambda would count an error, and
 * anybody's expired token would raise an alarm.
 */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  identify(tokenOf(event), { mayBeCached: false }).then(
    ({ user, expiresAtSeconds }) => allow(event, user, expiresAtSeconds, Date.now()),
    (error: unknown) => {
      if (error instanceof VisibleError) return deny(event)
      throw error
    },
  )
