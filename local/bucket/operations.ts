import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { decodeComponent, xml } from './encoding.ts'
import { BucketError } from './errors.ts'
import type { Headers, ObjectInfo, Objects } from './objects.ts'
import { hasTag, readRange } from './ranges.ts'
import type { BucketRequest } from './signature.ts'

/** What IAM would have to allow. */
export type Action = 'GetObject' | 'PutObject' | 'DeleteObject' | 'ListBucket'

export type Context = {
  bucket: string
  objects: Objects
  /** Says what a signed request does. */
  onAction: (action: Action, key: string) => void
}

/** A request that has been verified. */
export type ObjectRequest = BucketRequest & { key: string; body: Buffer }

type Operation = (context: Context, request: ObjectRequest, response: ServerResponse) => Promise<void>

const openOrThrow = async ({ objects, onAction }: Context, key: string) => {
  const object = await objects.open(key)
  if (object) return object
  onAction('ListBucket', key) // without this permission, S3 answers 403 and not 404
  throw new BucketError('NoSuchKey', 'The specified key does not exist.')
}

const headersOf = ({ contentType, contentDisposition, cacheControl, etag, modifiedAt }: ObjectInfo) => ({
  'content-type': contentType,
  ...(contentDisposition ? { 'content-disposition': contentDisposition } : {}),
  ...(cacheControl ? { 'cache-control': cacheControl } : {}),
  etag,
  'last-modified': new Date(modifiedAt).toUTCString(),
  'accept-ranges': 'bytes',
})

const isNotModified = ({ headers }: ObjectRequest, { etag, modifiedAt }: ObjectInfo): boolean => {
  const { 'if-none-match': tags, 'if-modified-since': date } = headers
  if (tags !== undefined) return hasTag(tags, etag)
  return date !== undefined && Math.floor(modifiedAt / 1000) * 1000 <= Date.parse(date)
}

const failedPrecondition = () =>
  new BucketError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')

/** GetObject and HeadObject. */
export const getObject: Operation = async (context, request, response) => {
  const { method, key, headers } = request
  context.onAction('GetObject', key)
  const { info, read, close } = await openOrThrow(context, key)
  try {
    if (headers['if-match'] !== undefined && !hasTag(headers['if-match'], info.etag))
      throw failedPrecondition()
    if (isNotModified(request, info)) {
      response.writeHead(304, headersOf(info)).end()
      return
    }
    const range = readRange(headers.range, info.bytes)
    const { first, last } = range ?? { first: 0, last: info.bytes - 1 }
    response.writeHead(range ? 206 : 200, {
      ...headersOf(info),
      'content-length': last - first + 1,
      ...(range ? { 'content-range': `bytes ${first}-${last}/${info.bytes}` } : {}),
    })
    if (method === 'HEAD') response.end()
    else await pipeline(read(first, last), response)
  } finally {
    await close()
  }
}

const defaultType = 'binary/octet-stream'

/** The headers to store, as they are in the headers of a request or in the fields of a form. */
export const readHeaders = (read: (name: string) => string | undefined): Headers => {
  const contentDisposition = read('content-disposition')
  const cacheControl = read('cache-control')
  return {
    contentType: read('content-type') ?? defaultType,
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
  }
}

const readCopySource = (header: string, bucket: string): string => {
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeComponent(header)) ?? []
  if (name !== bucket || key === undefined)
    throw new BucketError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    )
  return key
}

const respondXml = (response: ServerResponse, body: string) => {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body)
}

/** CopyObject within the bucket. */
export const copyObject: Operation = async (context, { key, headers }, response) => {
  const { objects, bucket, onAction } = context
  const text = (name: string) => headers[name]?.toString()
  const sourceKey = readCopySource(text('x-amz-copy-source') ?? '', bucket)
  const isReplacing = (text('x-amz-metadata-directive') ?? 'COPY') === 'REPLACE'
  if (sourceKey === key && !isReplacing)
    throw new BucketError('InvalidRequest', 'This copy request is illegal because it would change nothing.')
  onAction('GetObject', sourceKey)
  onAction('PutObject', key)
  const { info, read, close } = await openOrThrow(context, sourceKey)
  try {
    const tag = text('x-amz-copy-source-if-match')
    if (tag !== undefined && !hasTag(tag, info.etag)) throw failedPrecondition()
    const { contentType, contentDisposition, cacheControl } = info
    const sourceHeaders = {
      'content-type': contentType,
      'content-disposition': contentDisposition,
      'cache-control': cacheControl,
    }
    const stored = readHeaders(
      isReplacing ? text : (name) => sourceHeaders[name as keyof typeof sourceHeaders],
    )
    const { etag, modifiedAt } = await objects.write(key, stored, read())
    const result = { LastModified: new Date(modifiedAt).toISOString(), ETag: etag }
    respondXml(response, xml('CopyObjectResult', result))
  } finally {
    await close()
  }
}

async function* once(bytes: Buffer) {
  yield bytes
}

/** PutObject. */
export const putObject: Operation = async ({ objects, onAction }, { key, headers, body }, response) => {
  onAction('PutObject', key)
  const stored = readHeaders((name) => headers[name]?.toString())
  const { etag } = await objects.write(key, stored, once(body))
  response.writeHead(200, { etag }).end()
}

/** DeleteObject, which succeeds whether or not there is one. */
export const deleteObject: Operation = async ({ objects, onAction }, { key }, response) => {
  onAction('DeleteObject', key)
  objects.remove(key)
  response.writeHead(204).end()
}

const maxKeysPerPage = 1000

const readMaxKeys = (text = String(maxKeysPerPage)): number => {
  if (!/^\d{1,9}$/.test(text))
    throw new BucketError('InvalidArgument', 'Provided max-keys not an integer or within integer range')
  return Math.min(maxKeysPerPage, Number(text))
}

const readContinuationToken = (token: string): string => {
  const key = Buffer.from(token, 'base64url').toString()
  if (key === '' || tokenAfter(key) !== token)
    throw new BucketError('InvalidArgument', 'The continuation token provided is incorrect')
  return key
}

const tokenAfter = (key: string) => Buffer.from(key).toString('base64url')

/** ListObjectsV2. */
export const listObjects: Operation = async ({ objects, bucket, onAction }, { query }, response) => {
  if (query.get('list-type') !== '2')
    throw new BucketError('NotImplemented', 'The local bucket only has ListObjectsV2.')
  const prefix = query.get('prefix') ?? ''
  onAction('ListBucket', prefix)
  const maxKeys = readMaxKeys(query.get('max-keys'))
  const token = query.get('continuation-token')
  const after = token === undefined ? undefined : Buffer.from(readContinuationToken(token))
  const rest = objects
    .list(prefix)
    .filter(({ key }) => after === undefined || Buffer.compare(Buffer.from(key), after) > 0)
  const page = rest.slice(0, maxKeys)
  const lastKey = page.at(-1)?.key
  const isTruncated = lastKey !== undefined && rest.length > page.length
  const result = {
    Name: bucket,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: maxKeys,
    IsTruncated: isTruncated,
    ContinuationToken: token,
    NextContinuationToken: isTruncated ? tokenAfter(lastKey) : undefined,
    Contents: page.map(({ key, modifiedAt, etag, bytes }) => ({
      Key: key,
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: etag,
      Size: bytes,
      StorageClass: 'STANDARD',
    })),
  }
  respondXml(response, xml('ListBucketResult', result))
}
