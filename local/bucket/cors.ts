import type { IncomingHttpHeaders } from 'node:http'
import { BucketError } from './errors.ts'
import type { CorsRule } from './rules.ts'

const split = (list = '') =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

type Cors = { rules: CorsRule[]; allowedOrigins: string }

/** The CORS headers for a request of a page, or undefined if no rule allows it. */
const corsHeaders = (
  { rules, allowedOrigins }: Cors,
  origin: string,
  method: string,
  requestedHeaders: string[] = [],
): Record<string, string> | undefined => {
  if (!split(allowedOrigins).includes(origin)) return undefined
  const rule = rules.find(
    ({ AllowedMethods, AllowedHeaders = [] }) =>
      AllowedMethods.includes(method) && requestedHeaders.every((name) => AllowedHeaders.includes(name)),
  )
  if (!rule) return undefined
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    'access-control-allow-credentials': 'true',
    ...(requestedHeaders.length > 0 ? { 'access-control-allow-headers': requestedHeaders.join(', ') } : {}),
    ...(rule.ExposedHeaders ? { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') } : {}),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

/**
 * The CORS headers for a request. Throws if it comes from a page of another origin. S3 would answer it without these headers,
 * but its secrets are not public: with those of the local bucket, any page could sign an upload.
 */
export const corsOfRequest = (cors: Cors, method: string, { origin }: IncomingHttpHeaders) => {
  if (origin === undefined) return {}
  const allowed = corsHeaders(cors, origin, method)
  if (!allowed) throw new BucketError('AccessForbidden', 'Pages of other origins cannot use this bucket.')
  return allowed
}

/** Throws if no rule allows the request that the browser asks for. */
export const corsOfPreflight = (cors: Cors, headers: IncomingHttpHeaders) => {
  const { origin, 'access-control-request-method': method } = headers
  if (origin === undefined || method === undefined)
    throw new BucketError('InvalidRequest', 'Insufficient information. Origin request header needed.')
  const requested = split(headers['access-control-request-headers']).map((name) => name.toLowerCase())
  const allowed = corsHeaders(cors, origin, method, requested)
  if (!allowed) throw new BucketError('AccessForbidden', 'CORSResponse: This CORS request is not allowed.')
  return allowed
}
