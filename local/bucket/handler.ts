import type { IncomingMessage, ServerResponse } from 'node:http'
import { corsOfPreflight, corsOfRequest } from './cors.ts'
import type { FindCredentials } from './credentials.ts'
import { decodeComponent, parseQuery, xml } from './encoding.ts'
import { BucketError } from './errors.ts'
import type { Objects } from './objects.ts'
import {
  type Action,
  copyObject,
  deleteObject,
  getObject,
  listObjects,
  type ObjectRequest,
  putObject,
} from './operations.ts'
import { postObject } from './post.ts'
import type { CorsRule } from './rules.ts'
import { type BucketRequest, checkRequest, hasHashOf } from './signature.ts'

export type BucketAccess = { action: Action; key: string; accessKeyId: string }

export type Context = {
  bucket: string
  objects: Objects
  allowedOrigins: string
  corsRules: CorsRule[]
  findCredentials: FindCredentials
  onAccess: (access: BucketAccess) => void
}

type Parsed = Omit<ObjectRequest, 'body'>

const parse = ({ method = '', url = '', headers }: IncomingMessage, bucket: string): Parsed => {
  const [rawPath = '', rawQuery = ''] = url.split(/\?(.*)/s)
  const path = decodeComponent(rawPath)
  const [, name, key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? []
  if (name === undefined) throw new BucketError('InvalidURI', "Couldn't parse the specified URI.")
  if (name !== bucket) throw new BucketError('NoSuchBucket', 'The specified bucket does not exist')
  return { method, path, query: parseQuery(rawQuery), headers, key }
}

const operationOf = ({ method, key, headers }: Parsed) => {
  if (method === 'GET' && key === '') return listObjects
  if (key === '') return undefined
  if (method === 'GET' || method === 'HEAD') return getObject
  if (method === 'DELETE') return deleteObject
  if (method !== 'PUT') return undefined
  return headers['x-amz-copy-source'] === undefined ? putObject : copyObject
}

const supportedParameters =
  /^(X-Amz-[\w-]+|x-amz-checksum-mode|x-id|list-type|prefix|max-keys|continuation-token)$/
const supportedHeaders =
  /^x-amz-(date|content-sha256|security-token|user-agent|checksum-mode|copy-source(-if-match)?|metadata-directive)$/

const notImplemented = (what: string) =>
  new BucketError('NotImplemented', `The local bucket does not support ${what}.`)

const hasBody = (headers: IncomingMessage['headers']) =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined

// S3's maximum is 5 GB, but this bucket holds a body in memory. A file of an export has 120 MB at the most.
const maxBodyBytes = 200 * 1024 * 1024

const readBody = async (source: AsyncIterator<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for (let next = await source.next(); !next.done; next = await source.next()) {
    bytes += next.value.length
    if (bytes > maxBodyBytes)
      throw new BucketError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
    chunks.push(next.value)
  }
  return Buffer.concat(chunks)
}

const checkSupported = (request: BucketRequest) => {
  const { query, headers } = request
  const parameter = [...query.keys()].find((name) => !supportedParameters.test(name))
  if (parameter !== undefined) throw notImplemented(`the parameter ${parameter}`)
  const header = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !supportedHeaders.test(name),
  )
  if (header !== undefined) throw notImplemented(`the header ${header}`)
}

const checkHash = (request: BucketRequest, body: Buffer) => {
  if (!hasHashOf(request, body))
    throw new BucketError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
}

const answer = async (
  context: Context,
  parsed: Parsed,
  source: AsyncIterator<Buffer>,
  response: ServerResponse,
) => {
  const accessKeyId = checkRequest(parsed, context.findCredentials, Date.now())
  const operation = operationOf(parsed)
  if (!operation) throw notImplemented(`${parsed.method} here`)
  checkSupported(parsed)
  if (operation !== putObject && hasBody(parsed.headers)) throw notImplemented('this request with a body')
  if (operation === putObject && parsed.headers['content-length'] === undefined)
    throw new BucketError('MissingContentLength', 'You must provide the Content-Length HTTP header.')
  const body = operation === putObject ? await readBody(source) : Buffer.alloc(0)
  checkHash(parsed, body)
  const onAction = (action: Action, key: string) => context.onAccess({ action, key, accessKeyId })
  await operation(
    { bucket: context.bucket, objects: context.objects, onAction },
    { ...parsed, body },
    response,
  )
}

/** Answers a request, or throws a BucketError. */
export const handle = async (
  context: Context,
  request: IncomingMessage,
  source: AsyncIterator<Buffer>,
  response: ServerResponse,
) => {
  const { headers, method = '' } = request
  const cors = { rules: context.corsRules, allowedOrigins: context.allowedOrigins }
  if (method === 'OPTIONS') {
    response.writeHead(200, corsOfPreflight(cors, headers)).end()
    return
  }
  for (const [name, value] of Object.entries(corsOfRequest(cors, method, headers)))
    response.setHeader(name, value)
  const parsed = parse(request, context.bucket)
  if (method !== 'POST' || parsed.key !== '') return answer(context, parsed, source, response)
  const { bucket, objects, findCredentials, onAccess } = context
  const onUpload = (key: string, accessKeyId: string) => onAccess({ action: 'PutObject', key, accessKeyId })
  await postObject({ bucket, objects, findCredentials, onUpload }, request, source, response)
}

/** The body of an error. */
export const describeError = ({ code, message }: BucketError, requestId: string): string =>
  xml('Error', { Code: code, Message: message, RequestId: requestId })
