import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  GlobalSignOutCommand,
  ListUsersCommand,
  NotAuthorizedException,
  SignUpCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Child } from '../../local/childProcess.ts'
import { startCognito } from '../../local/cognito.ts'
import { pool } from '../../local/pool.ts'
import { people } from '../../seed/people.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import { claimsIn, signedAgain } from '../steps/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'cruddur-cognito-'))
let child: Child
let cognito: ReturnType<typeof cognitoAt>
let client: CognitoIdentityProviderClient

const starts = async () => {
  const port = await freePort()
  const nowhere = { lambdaUrl: 'http://127.0.0.1:9', createUserFunction: 'nothing' }
  child = await startCognito({ host: '127.0.0.1', port, folder, people, ...nowhere })
  const endpoint = `http://127.0.0.1:${port}`
  cognito = cognitoAt(endpoint)
  client = new CognitoIdentityProviderClient({ endpoint })
}

beforeAll(starts)

afterAll(async () => {
  client.destroy()
  await child.end()
  rmSync(folder, { recursive: true })
})

const [bayko, nadia] = people as [(typeof people)[0], (typeof people)[0]]

const signsOut = (AccessToken = '') => client.send(new GlobalSignOutCommand({ AccessToken }))

describe('signing out everywhere', () => {
  test('revokes the refresh tokens of the user, and of nobody else', async () => {
    const [laptop, phone, other] = await Promise.all([
      cognito.signIn(bayko.email),
      cognito.signIn(bayko.email),
      cognito.signIn(nadia.email),
    ])
    await cognito.renew(laptop.RefreshToken)
    await signsOut(phone.AccessToken)
    for (const { RefreshToken } of [laptop, phone])
      await expect(cognito.renew(RefreshToken)).rejects.toThrow(NotAuthorizedException)
    expect(await cognito.renew(other.RefreshToken)).toHaveProperty('AccessToken')
    const again = await cognito.signIn(bayko.email)
    expect(await cognito.renew(again.RefreshToken)).toHaveProperty('AccessToken')
  })

  test('requires an access token of the pool', async () => {
    const { AccessToken = '', IdToken, RefreshToken } = await cognito.signIn(bayko.email)
    const ofNobody = signedAgain(AccessToken, { sub: '11111111-1111-4111-8111-111111111111' })
    const expired = signedAgain(AccessToken, { exp: 1 })
    for (const token of [IdToken, RefreshToken, ofNobody, expired, `${AccessToken.slice(0, -6)}AAAAAA`, 'no'])
      await expect(signsOut(token)).rejects.toThrow(NotAuthorizedException)
    expect(await cognito.renew(RefreshToken)).toHaveProperty('AccessToken')
  })
})

/** Makes the stored refresh tokens look as if they were issued that much earlier. Returns the one of the user. */
const movesSignIn = async (refreshToken: string, seconds: number): Promise<string> => {
  await child.end()
  const file = join(folder, '.cognito', 'db', `${pool.userPoolId}.json`)
  const older = signedAgain(refreshToken, { iat: Number(claimsIn(refreshToken).iat) - seconds })
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(refreshToken, older))
  await starts()
  return older
}

test('a renewed token keeps the time of the sign-in', async () => {
  const first = await cognito.signIn(nadia.email)
  const signedInAt = Number(claimsIn(first.AccessToken).auth_time) - 1000
  const refreshToken = await movesSignIn(first.RefreshToken ?? '', 1000)
  const renewed = await cognito.renew(refreshToken)
  for (const token of [renewed.AccessToken, renewed.IdToken]) {
    const { auth_time, iat, exp, sub } = claimsIn(token)
    expect([auth_time, sub]).toEqual([signedInAt, nadia.cognito_user_id])
    expect(Number(iat)).toBeGreaterThan(signedInAt + 999)
    expect(Number(exp)).toBeGreaterThan(Number(iat))
  }
})

test('an account is deleted by its sub, also that of somebody who signed up', async () => {
  const email = 'brief@example.org'
  const UserAttributes = Object.entries({ email, name: 'Brief', preferred_username: 'brief' }).map(
    ([Name, Value]) => ({ Name, Value }),
  )
  const signUp = new SignUpCommand({
    ClientId: pool.clientId,
    Username: email,
    Password: pool.password,
    UserAttributes,
  })
  const { UserSub = '' } = await client.send(signUp)
  const subsInPool = async () => {
    const { Users = [] } = await client.send(new ListUsersCommand({ UserPoolId: pool.userPoolId }))
    return Users.map(({ Attributes = [] }) => Attributes.find(({ Name }) => Name === 'sub')?.Value)
  }
  expect(await subsInPool()).toContain(UserSub)
  const deletes = () =>
    client.send(new AdminDeleteUserCommand({ UserPoolId: pool.userPoolId, Username: UserSub }))
  await deletes()
  expect(await subsInPool()).not.toContain(UserSub)
  await expect(deletes()).rejects.toThrow(UserNotFoundException)
  expect(await client.send(signUp)).toHaveProperty('UserSub')
})
