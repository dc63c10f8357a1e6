import {
  CognitoIdentityProviderClient,
  paginateListUsers,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider'
import { handleFrom } from '../src/domain/user.ts'
import { CommandError } from './command.ts'

/** A user of the Cognito user pool, with the attributes that matter here. */
export type PoolUser = {
  sub: string
  preferredHandle: string
  displayName: string
  /** Empty unless the address has been verified. */
  verifiedEmail: string
  isConfirmed: boolean
}

const maxPerPage = 60 // the maximum of Cognito

const poolUserOf = ({ Attributes = [], UserStatus }: UserType): PoolUser => {
  const attribute = (name: string) => Attributes.find(({ Name }) => Name === name)?.Value ?? ''
  return {
    sub: attribute('sub'),
    preferredHandle: handleFrom(attribute('preferred_username')),
    displayName: attribute('name'),
    verifiedEmail: attribute('email_verified') === 'true' ? attribute('email') : '',
    isConfirmed: UserStatus !== 'UNCONFIRMED',
  }
}

let client: CognitoIdentityProviderClient | undefined

/** Lists the users of a pool: all, or those that match a filter. Holds one page in memory. */
export async function* listPoolUsers(userPoolId: string, filter?: string): AsyncGenerator<PoolUser> {
  client ??= new CognitoIdentityProviderClient({})
  const paging = { client, pageSize: maxPerPage }
  try {
    for await (const { Users = [] } of paginateListUsers(paging, { UserPoolId: userPoolId, Filter: filter }))
      yield* Users.map(poolUserOf)
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error
    throw new CommandError(`No user pool ${userPoolId}. Is it the right stage?`)
  }
}

export const isInPool = async (userPoolId: string, sub: string): Promise<boolean> => {
  for await (const _ of listPoolUsers(userPoolId, `sub = "${sub}"`)) return true
  return false
}
