import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import {
  checkCredentials,
  checkSignature,
  type FindCredentials,
  parseDate,
  parseScope,
} from './credentials.ts'
import { encodeComponent, encodePath, type Query } from './encoding.ts'
import { BucketError } from './errors.ts'

export type BucketRequest = { method: string; path: string; query: Query; headers: IncomingHttpHeaders }

/** What a signed request says about its signature. */
type Claim = {
  credential: string
  date: string
  signedHeaders: string[]
  signature: string
  sessionToken: string | undefined
  payloadHash: string
  expiresInSeconds?: number
}

const unsignedPayload = 'UNSIGNED-PAYLOAD'
const maxSkewMs = 15 * 60_000
const maxExpirySeconds = 7 * 24 * 60 * 60

const header = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

const payloadHashOf = ({ query, headers }: Pick<BucketRequest, 'query' | 'headers'>): string =>
  header(headers, 'x-amz-content-sha256') ?? query.get('X-Amz-Content-Sha256') ?? unsignedPayload

/** Whether the signed hash is that of the body. */
export const hasHashOf = (request: BucketRequest, body: Uint8Array) =>
  [unsignedPayload, createHash('sha256').update(body).digest('hex')].includes(payloadHashOf(request))

const readHeaderClaim = ({ headers }: BucketRequest): Claim => {
  const { authorization = '' } = headers
  if (!authorization.startsWith('AWS4-HMAC-SHA256 '))
    throw new BucketError('InvalidArgument', 'Unsupported Authorization Type')
  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([\da-f]{64})$/.exec(
      authorization,
    ) ?? []
  if (!credential || !signedHeaders || !signature)
    throw new BucketError('AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  const payloadHash = header(headers, 'x-amz-content-sha256')
  if (!payloadHash)
    throw new BucketError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  return {
    credential,
    date: header(headers, 'x-amz-date') ?? '',
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: header(headers, 'x-amz-security-token'),
    payloadHash,
  }
}

const readQueryClaim = ({ query, headers }: BucketRequest): Claim => {
  const read = (name: string) => {
    const value = query.get(`X-Amz-${name}`)
    if (!value)
      throw new BucketError(
        'AuthorizationQueryParametersError',
        `Query-string authentication requires the parameter X-Amz-${name}.`,
      )
    return value
  }
  const expiresInSeconds = Number(read('Expires'))
  const isValid =
    read('Algorithm') === 'AWS4-HMAC-SHA256' &&
    Number.isInteger(expiresInSeconds) &&
    expiresInSeconds > 0 &&
    expiresInSeconds <= maxExpirySeconds
  if (!isValid)
    throw new BucketError(
      'AuthorizationQueryParametersError',
      `X-Amz-Algorithm must be AWS4-HMAC-SHA256, and X-Amz-Expires from 1 to ${maxExpirySeconds} seconds.`,
    )
  return {
    credential: read('Credential'),
    date: read('Date'),
    signedHeaders: read('SignedHeaders').split(';'),
    signature: read('Signature'),
    sessionToken: query.get('X-Amz-Security-Token'),
    payloadHash: payloadHashOf({ query, headers }),
    expiresInSeconds,
  }
}

const readClaim = (request: BucketRequest): Claim => {
  const isInQuery = [...request.query.keys()].some((name) => name.startsWith('X-Amz-'))
  if (request.headers.authorization === undefined && !isInQuery)
    throw new BucketError('AccessDenied', 'Access Denied')
  if (request.headers.authorization !== undefined && isInQuery)
    throw new BucketError('InvalidArgument', 'Only one auth mechanism allowed')
  return isInQuery ? readQueryClaim(request) : readHeaderClaim(request)
}

const checkTime = ({ date, expiresInSeconds }: Claim, now: number) => {
  const signedAt = parseDate(date)
  if (signedAt === undefined)
    throw new BucketError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header')
  if (expiresInSeconds === undefined) {
    if (Math.abs(now - signedAt) > maxSkewMs)
      throw new BucketError(
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
      )
    return
  }
  if (signedAt - now > maxSkewMs) throw new BucketError('AccessDenied', 'Request is not yet valid')
  if (now > signedAt + expiresInSeconds * 1000) throw new BucketError('AccessDenied', 'Request has expired')
}

const checkSignedHeaders = ({ signedHeaders }: Claim, { headers }: BucketRequest) => {
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  const missing = required.filter((name) => !signedHeaders.includes(name))
  if (missing.length > 0)
    throw new BucketError(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${missing.join(', ')}`,
    )
}

const canonicalRequest = ({ method, path, query, headers }: BucketRequest, claim: Claim): string => {
  const signedHeaders = [...claim.signedHeaders].sort()
  return [
    method,
    encodePath(path),
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${encodeComponent(name)}=${encodeComponent(value)}`)
      .sort()
      .join('&'),
    ...signedHeaders.map((name) => `${name}:${(header(headers, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n')
}

/**
 * Verifies the signature of a request, in its headers or, if it is presigned, in its query. Returns the access key that has
 * signed it. The caller compares the signed hash with that of the body.
 */
export const checkRequest = (
  request: BucketRequest,
  findCredentials: FindCredentials,
  now: number,
): string => {
  const claim = readClaim(request)
  checkTime(claim, now)
  const scope = parseScope(claim.credential, claim.date)
  if (!scope)
    throw new BucketError(
      claim.expiresInSeconds === undefined
        ? 'AuthorizationHeaderMalformed'
        : 'AuthorizationQueryParametersError',
      'The date, the region or the service of the credential is wrong.',
    )
  const credentials = checkCredentials(scope, claim.sessionToken, findCredentials)
  checkSignedHeaders(claim, request)
  const text = [
    'AWS4-HMAC-SHA256',
    claim.date,
    `${scope.date}/${scope.region}/s3/aws4_request`,
    createHash('sha256').update(canonicalRequest(request, claim)).digest('hex'),
  ].join('\n')
  checkSignature(credentials, scope, text, claim.signature)
  return scope.accessKeyId
}
