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

// That the pool's keys cannot be had is our trouble, and no reason to sign a person out.
const isOurTrouble = (error: unknown) =>
  error instanceof FetchError || error instanceof JwksValidationError || error instanceof JwkValidationError

/** Signature, issuer, client, use and expiry, with keys that are fetched once a process. */
export const verifyAccessToken = async (token: string): Promise<{ sub: string; exp: number }> => {
  verifier ??= createVerifier()
  return verifier.verify(token).catch((error: unknown) => {
    throw error instanceof JwtBaseError && !isOurTrouble(error) ? new VisibleError('unauthorized') : error
  })
}
