import {
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { pool } from '../../local/pool.ts'

// The local Cognito's key is public, so a test can also sign tokens that Cognito would not, such as an expired one.
const { jwk } = createRequire(import.meta.url)('cognito-local/lib/keys/cognitoLocal.private.json') as {
  jwk: JsonWebKey
}
const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })

const { userPoolId, clientId, kid } = process.env.E2E_API_URL
  ? { ...pool, kid: 'CognitoLocal' }
  : { userPoolId: 'us-east-1_Testing', clientId: 'testing-client', kid: 'own' }
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const sign = (header: object, payload: object, key = privateKey) => {
  const content = `${encode(header)}.${encode(payload)}`
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`
}

const header = { alg: 'RS256', typ: 'JWT', kid }

const claims = (sub: string, forSeconds = 900) => {
  const now = Math.floor(Date.now() / 1000)
  return {
    sub,
    iss: issuer,
    client_id: clientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    username: sub,
    jti: randomUUID(),
    iat: now,
    auth_time: now,
    exp: now + forSeconds,
  }
}

export const tokenFor = (sub: string, forSeconds?: number) => sign(header, claims(sub, forSeconds))

const decode = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

export const claimsIn = (token = '') => decode(token.split('.')[1])

/** The same token with other claims. */
export const signedAgain = (token: string, others: Record<string, unknown>) =>
  sign(decode(token.split('.')[0]), { ...claimsIn(token), ...others })

// Making an RSA key takes a tenth of a second, so it is made once per test file.
let unknownKey: KeyObject | undefined
const strangersKey = (): KeyObject => {
  unknownKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return unknownKey
}

/** Invalid authorizations of every kind, for a user whose valid token would be accepted. */
export const badAuthorizations = (sub: string): [string, string | undefined][] => {
  const good = claims(sub)
  const past = Math.floor(Date.now() / 1000) - 10
  const { client_id, ...withoutClient } = good
  const [head, , signature] = tokenFor(sub).split('.')
  const otherIssuer = `${issuer}x`
  return [
    ['no token', undefined],
    ['an empty token', 'Bearer '],
    ['a token that is not a JWT', 'Bearer abc.def'],
    ['an expired token', `Bearer ${sign(header, { ...good, exp: past })}`],
    ["one with a stranger's signature", `Bearer ${sign(header, good, strangersKey())}`],
    [
      'a token that was changed after signing',
      `Bearer ${head}.${encode({ ...good, sub: randomUUID() })}.${signature}`,
    ],
    ['a token of another pool', `Bearer ${sign(header, { ...good, iss: otherIssuer })}`],
    ['a token of another client', `Bearer ${sign(header, { ...good, client_id: 'another' })}`],
    ['an ID token', `Bearer ${sign(header, { ...withoutClient, aud: clientId, token_use: 'id' })}`],
    ['a token with alg: none', `Bearer ${encode({ alg: 'none', kid })}.${encode(good)}.`],
    ['a token signed with an unknown key', `Bearer ${sign({ ...header, kid: 'unknown' }, good)}`],
    ['a valid token in another scheme', `Basic ${tokenFor(sub)}`],
    ['a valid token without a scheme', tokenFor(sub)],
  ]
}

/** Serves the pool's keys over HTTP, as Cognito does, and counts the requests. */
export const startKeys = async () => {
  let fetches = 0
  const { n, e } = jwk
  const jwks = JSON.stringify({ keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e }] })
  const server = createServer((_, response) => {
    fetches += 1
    response.setHeader('content-type', 'application/json').end(jwks)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    COGNITO_USER_POOL_ID: userPoolId,
    COGNITO_CLIENT_ID: clientId,
    COGNITO_JWKS_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
  })
  return {
    fetches: () => fetches,
    end: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
