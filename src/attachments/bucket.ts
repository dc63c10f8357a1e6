import { Hash } from '@smithy/core/serde'
import { SignatureV4 } from '@smithy/signature-v4'
import { type Attachment, fileNameOf } from '../domain/attachment.ts'
import type { Link } from '../domain/views.ts'
import { env } from '../env.ts'
import { client } from '../repository/client.ts'

/*
 * The only code that knows S3: the few requests that pictures need, signed by the signer that the AWS SDK itself uses. The
 * SDK's client for S3 would add more than 50 KB to the zip of each function (docs/decisions/0046-pictures.md).
 */

const signer = new SignatureV4({
  service: 's3',
  // Those of the client of the table, which every function has.
  region: () => client.config.region(),
  credentials: () => client.config.credentials(),
  sha256: Hash.bind(null, 'sha256'),
  uriEscapePath: false,
})

type Query = Record<string, string>
type Headers = Record<string, string>
type Request = {
  method: 'GET' | 'PUT' | 'DELETE'
  key: string
  query?: Query
  headers?: Headers
  body?: Uint8Array<ArrayBuffer>
}

/** A request as the signer expects it. An empty key is the bucket itself. */
const requestTo = ({ method, key, query = {}, headers = {}, body }: Request) => {
  const { protocol, host, hostname, port, pathname } = new URL(env.attachmentsUrl)
  const path = `${pathname === '/' ? '' : pathname}/${key}`
  return {
    method,
    protocol,
    hostname,
    ...(port ? { port: Number(port) } : {}),
    path,
    query,
    headers: { ...headers, host },
    ...(body ? { body } : {}),
  }
}

const urlOf = ({ protocol, headers, path, query }: ReturnType<typeof requestTo>): string =>
  `${protocol}//${headers.host}${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`

// Sending a picture takes two requests, one after the other, and a function ends after 10 s.
const maxResponseMs = 2000
// Whole files are read and written by jobs only.
const maxTransferMs = 15_000
const maxAttempts = 2

/** Sends a request, and repeats it after a failure of the network or of S3: each request is idempotent. */
const send = async (request: Request, timeoutMs = maxResponseMs, attempt = 1): Promise<Response> => {
  const unsigned = requestTo(request)
  const signed = await signer.sign(unsigned, { signingDate: new Date(Date.now()) })
  const { host: _, ...headers } = signed.headers
  try {
    const response = await fetch(urlOf(unsigned), {
      method: request.method,
      headers,
      ...(request.body ? { body: request.body } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status < 500 || attempt >= maxAttempts) return response
    await response.body?.cancel()
  } catch (error) {
    if (attempt >= maxAttempts) throw error
  }
  return send(request, timeoutMs, attempt + 1)
}

const failure = async ({ method, key }: Request, response: Response) =>
  new Error(
    `${method} of ${key || 'the bucket'} failed: ${response.status} ${(await response.text()).slice(0, 500)}`,
  )

const sendOrThrow = async (request: Request): Promise<Response> => {
  const response = await send(request)
  if (!response.ok) throw await failure(request, response)
  return response
}

/** The beginning of a file, its size, and the ETag that identifies its content. */
export type FileStart = { start: Uint8Array; bytes: number; etag: string }

/** Reads at most `length` bytes. Undefined if there is no such file, or an empty one. */
export const readStart = async (key: string, length: number): Promise<FileStart | undefined> => {
  const request = { method: 'GET', key, headers: { range: `bytes=0-${length - 1}` } } as const
  const response = await send(request)
  if (response.status === 404 || response.status === 416) {
    await response.body?.cancel()
    return undefined
  }
  if (response.status !== 206) throw await failure(request, response)
  const bytes = Number(response.headers.get('content-range')?.split('/')[1])
  const start = new Uint8Array(await response.arrayBuffer())
  return { start, bytes, etag: response.headers.get('etag') ?? '' }
}

/** Reads a file. Undefined if there is none. */
export const readFile = async (key: string): Promise<Uint8Array | undefined> => {
  const request = { method: 'GET', key } as const
  const response = await send(request, maxTransferMs)
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  const error = await failure(request, response)
  if (response.status === 404) return undefined
  throw error
}

type NewFile = { contentType: string; fileName: string; body: Uint8Array<ArrayBuffer> }

/** Stores a file that a browser saves under its name. */
export const writeFile = async (key: string, { contentType, fileName, body }: NewFile): Promise<void> => {
  const headers = {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'private, no-store',
  }
  const request = { method: 'PUT', key, headers, body } as const
  const response = await send(request, maxTransferMs)
  if (!response.ok) throw await failure(request, response)
  await response.body?.cancel()
}

/** Headers of a file that a browser shows in a page, but does not open as a page. */
export const headersOf = ({ uuid, contentType }: Pick<Attachment, 'uuid' | 'contentType'>) => ({
  'content-type': contentType,
  'content-disposition': `attachment; filename="${fileNameOf(uuid, contentType)}"`,
  'cache-control': 'private, max-age=3600',
})

type Copy = { from: string; etag?: string; to: string; picture: Parameters<typeof headersOf>[0] }

/**
 * Copies a file, and gives the copy the headers of a picture. Returns false if the file is not there, or is not the one with
 * this ETag any more.
 */
export const copyFile = async ({ from, etag, to, picture }: Copy): Promise<boolean> => {
  const request = {
    method: 'PUT',
    key: to,
    headers: {
      ...headersOf(picture),
      'x-amz-copy-source': `/${env.attachmentsBucket}/${from}`,
      ...(etag === undefined ? {} : { 'x-amz-copy-source-if-match': etag }),
      'x-amz-metadata-directive': 'REPLACE',
    },
  } as const
  const response = await send(request)
  const text = await response.text()
  if (response.status === 404 || response.status === 412) return false
  // S3 can answer 200 before a copy fails.
  if (!response.ok || text.includes('<Error>'))
    throw new Error(`PUT of ${to} failed: ${response.status} ${text.slice(0, 500)}`)
  return true
}

export const deleteFile = async (key: string): Promise<void> => {
  const response = await sendOrThrow({ method: 'DELETE', key })
  await response.body?.cancel()
}

const maxListed = 100

/** The keys of at most 100 files that begin with the prefix. */
export const listFiles = async (prefix: string): Promise<string[]> => {
  const query = { 'list-type': '2', 'max-keys': String(maxListed), prefix }
  const response = await sendOrThrow({ method: 'GET', key: '', query })
  // Keys consist of letters, digits, slashes and hyphens: XML escapes none of them.
  return [...(await response.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key)
}

const roundMs = 15 * 60_000
const readableSeconds = 60 * 60

/**
 * The URL of a file, for at most an hour. The time of the signature is rounded, so that the URL stays the same for a while
 * and a browser finds the file in its cache.
 */
export const signRead = async (key: string, now: number): Promise<Link> => {
  const signedAt = Math.floor(now / roundMs) * roundMs
  // What S3 takes for the hash of the body of a presigned request.
  const headers = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }
  const request = requestTo({ method: 'GET', key, headers })
  const signed = await signer.presign(request, {
    signingDate: new Date(signedAt),
    expiresIn: readableSeconds,
  })
  return {
    url: urlOf({ ...request, query: signed.query as Query }),
    expiresAt: new Date(signedAt + readableSeconds * 1000).toISOString(),
  }
}

/** What a POST to the bucket may upload. */
export type UploadRules = { key: string; contentType: string; maxBytes: number; expiresAt: number }

/** The form with which a browser uploads a file. Unlike a presigned PUT, its policy limits the size. */
export const signUpload = async (rules: UploadRules, now: number) => {
  const { key, contentType, maxBytes, expiresAt } = rules
  const { accessKeyId, sessionToken } = await client.config.credentials()
  const longDate = `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`
  const scope = `${longDate.slice(0, 8)}/${await client.config.region()}/s3/aws4_request`
  const fixed = {
    key,
    'Content-Type': contentType,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': longDate,
    ...(sessionToken ? { 'X-Amz-Security-Token': sessionToken } : {}),
  }
  const policy = {
    expiration: new Date(expiresAt).toISOString(),
    conditions: [
      { bucket: env.attachmentsBucket },
      ...Object.entries(fixed).map(([name, value]) => ({ [name]: value })),
      ['content-length-range', 1, maxBytes],
    ],
  }
  const Policy = Buffer.from(JSON.stringify(policy)).toString('base64')
  const signature = await signer.sign(Policy, { signingDate: new Date(now) })
  return { url: env.attachmentsUrl, fields: { ...fixed, Policy, 'X-Amz-Signature': signature } }
}
