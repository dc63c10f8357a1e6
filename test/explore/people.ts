import { generateKeyPairSync, sign } from 'node:crypto'

/** When each schedule begins. Cached by nobody, as each schedule has people of its own. */
export const startAt = Date.UTC(2030, 0, 1)

const userPoolId = 'us-east-1_Explore'
const clientId = 'explore'
const kid = 'explore'
// A token for each person of each schedule: Ed25519 signs ten times as fast as RSA.
const { privateKey, publicKey } = generateKeyPairSync('ed25519')

export const poolEnvironment = {
  COGNITO_USER_POOL_ID: userPoolId,
  COGNITO_CLIENT_ID: clientId,
  COGNITO_JWKS_URI: 'http://127.0.0.1:9/jwks.json',
}
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'EdDSA', kid }] }

/** Stands for the network of the functions, which fetch nothing but the keys of the user pool. */
export const fetchKeys = async () => new Response(JSON.stringify(jwks))

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Everybody has entered their password a minute before. */
const signedInAt = startAt - 60_000

const tokenFor = (sub: string, passwordAt: number): string => {
  const issuedAt = startAt / 1000 - 3600
  const claims = {
    sub,
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`,
    client_id: clientId,
    token_use: 'access',
    auth_time: Math.floor(passwordAt / 1000),
    iat: issuedAt,
    exp: issuedAt + 30 * 24 * 3600,
  }
  const content = `${encode({ alg: 'EdDSA', typ: 'JWT', kid })}.${encode(claims)}`
  return `${content}.${sign(null, Buffer.from(content), privateKey).toString('base64url')}`
}

export type Person = ReturnType<typeof aPerson>

/** Every uuid and name contains the space of its schedule: eight hexadecimal digits that nothing else contains. */
export const aPerson = (name: string, index: number, space: string) => ({
  name,
  uuid: `${space}-0000-4000-8000-00000000000${index}`,
  handle: `${name}_${space}`,
  display_name: `${name} of ${space}`,
  cognitoUserId: `${space}-0000-4000-9000-00000000000${index}`,
  email: `${name}@${space}.example`,
  token(passwordAt = signedInAt) {
    return tokenFor(this.cognitoUserId, passwordAt)
  },
})

/** The three items of a user who has signed up. */
export const userItems = ({ uuid, handle, display_name, cognitoUserId }: Person) =>
  [`USR#${uuid}`, `HDL#${handle}`, `COG#${cognitoUserId}`].map((pk) => ({
    pk: { S: pk },
    sk: { S: 'USR' },
    uuid: { S: uuid },
    handle: { S: handle },
    display_name: { S: display_name },
    cognito_user_id: { S: cognitoUserId },
  }))

/** An idempotency key: a UUIDv7 that was minted at this time. */
export const keyAt = (time: number, index: number, space: string): string => {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${space}${index.toString(16).padStart(4, '0')}`
}
