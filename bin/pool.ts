import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
  type ListUsersCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { handleFrom } from '../src/domain/user.ts'
import { CommandError } from './command.ts'

/** Somebody of the user pool, as far as this system is concerned. */
export type PoolUser = {
  sub: string
  wish: string
  displayName: string
  /** Empty where the address has not been verified. */
  verifiedEmail: string
  isConfirmed: boolean
}

const perPage = 60 // the most that Cognito gives

const poolUserOf = ({
  Attributes = [],
  UserStatus,
}: NonNullable<ListUsersCommandOutput['Users']>[number]) => {
  const attribute = (name: string) => Attributes.find(({ Name }) => Name === name)?.Value ?? ''
  const wish = attribute('preferred_username')
  return {
    sub: attribute('sub'),
    wish: handleFrom(wish),
    displayName: attribute('name'),
    verifiedEmail: attribute('email_verified') === 'true' ? attribute('email') : '',
    isConfirmed: UserStatus !== 'UNCONFIRMED',
  }
}

let client: CognitoIdentityProviderClient | undefined

async function* pagesOf(userPoolId: string, filter?: string): AsyncGenerator<PoolUser[]> {
  client ??= new CognitoIdentityProviderClient({})
  let token: string | undefined
  do {
    const command = new ListUsersCommand({
      UserPoolId: userPoolId,
      Limit: perPage,
      Filter: filter,
      PaginationToken: token,
    })
    const page: ListUsersCommandOutput = await client.send(command).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error
      throw new CommandError(`There is no user pool ${userPoolId}. Is it the right stage?`)
    })
    yield (page.Users ?? []).map(poolUserOf)
    token = page.PaginationToken
  } while (token)
}

/** Everybody of a user pool, a page at a time. */
export async function* listPoolUsers(userPoolId: string): AsyncGenerator<PoolUser> {
  for await (const page of pagesOf(userPoolId)) yield* page
}

export const isInPool = async (userPoolId: string, sub: string): Promise<boolean> => {
  for await (const page of pagesOf(userPoolId, `sub = "${sub}"`)) if (page.length > 0) return true
  return false
}
