import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { FetchError, JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { VisibleError } from '../domain/error.ts'
import { env } from '../env.ts'

const fetchKeys = async (): Promise<ArrayBuffer> => {
  const response = await fetch(env.cognitoJwksUri, { signal: AbortSignal.timeout(3000) })
  if (!response.ok) throw new FetchError(env.cognitoJwksUri, `status ${response.status}`)
  return response.arrayBuffer()
}

const createVerifier = () =>
  CognitoJwtVerifier.create(
    { userPoolId: env.cognitoUserPoolId, clientId: env.cognitoClientId, tokenUse: 'access' },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  )

let verifier: ReturnType<typeof createVerifier> | undefined

// Without the keys of the pool, no token can be verified. That is an internal error: a 401 would sign the user out.
const isKeyError = (error: unknown) =>
  error instanceof FetchError || error instanceof JwksValidationError || error instanceof JwkValidationError

type Claims = { sub: string; exp: number; auth_time?: number }

/** Checks signature, issuer, client, use and expiry. Each process fetches the keys once. */
export const verifyAccessToken = async (token: string): Promise<Claims> => {
  verifier ??= createVerifier()
  return verifier.verify(token).catch((error: unknown) => {
    throw error instanceof JwtBaseError && !isKeyError(error) ? new VisibleError('unauthorized') : error
  })
}
