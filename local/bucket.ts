import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLocalHost } from './browserRequests.ts'
import { type FindCredentials, findLocalCredentials } from './bucket/credentials.ts'
import { BucketError } from './bucket/errors.ts'
import { type BucketAccess, type Context, describeError, handle } from './bucket/handler.ts'
import { openObjects } from './bucket/objects.ts'
import { deleteExpired, readRules } from './bucket/rules.ts'
import { bucketName } from './settings.ts'

/*
 * The operations of S3 that this project uses, with all of their checks: signatures, policies of uploads, conditions and
 * CORS. Other operations are refused with NotImplemented.
 */

/** Reads what a client still sends, up to a maximum, since most clients read no response before they have sent all. */
const discard = async (source: AsyncIterator<Buffer>, maxBytes: number): Promise<boolean> => {
  for (let bytes = 0; bytes <= maxBytes; ) {
    const { done, value } = await source.next()
    if (done) return true
    bytes += value.length
  }
  return false
}

const maxDiscardedBytes = 32 * 1024 * 1024

const toBucketError = (error: unknown): BucketError => {
  if (error instanceof BucketError) return error
  process.stderr.write(`\nThe local bucket failed: ${(error as Error).stack}\n`)
  return new BucketError('InternalError', 'We encountered an internal error. Please try again.')
}

const respondWithError = async (
  error: unknown,
  request: IncomingMessage,
  source: AsyncIterator<Buffer>,
  response: ServerResponse,
) => {
  if (response.destroyed || response.headersSent || request.errored) {
    response.destroy()
    return
  }
  const failure = toBucketError(error)
  const isComplete = await discard(source, maxDiscardedBytes).catch(() => false)
  const requestId = randomUUID()
  response.writeHead(failure.status, {
    'content-type': 'application/xml',
    'x-amz-request-id': requestId,
    ...(isComplete ? {} : { connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? '' : describeError(failure, requestId))
}

const createListener = (context: Context) => async (request: IncomingMessage, response: ServerResponse) => {
  const source = request.iterator({ destroyOnReturn: false })
  try {
    if (!isLocalHost(request.headers.host))
      throw new BucketError('AccessDenied', 'Web pages of other hosts cannot use this bucket.')
    await handle(context, request, source, response)
  } catch (error) {
    await respondWithError(error, request, source, response)
  }
}

const createTemporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-bucket-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Options = {
  host?: string
  port?: number
  /** Where objects are stored. Without it, they are deleted at the end of this process. */
  folder?: string
  allowedOrigins?: string
  findCredentials?: FindCredentials
  /** Called for each verified operation. */
  onAccess?: (access: BucketAccess) => void
}

const anHourMs = 60 * 60_000

/** Starts a bucket, with the rules of resources/bucket.yml. */
export const startBucket = async ({
  host = '127.0.0.1',
  port = 0,
  folder = createTemporaryFolder(),
  allowedOrigins = '',
  findCredentials = findLocalCredentials,
  onAccess = () => {},
}: Options = {}) => {
  const objects = await openObjects(folder)
  const { cors: corsRules, lifecycle } = readRules()
  const context = { bucket: bucketName, objects, allowedOrigins, corsRules, findCredentials, onAccess }
  const removeExpired = () => deleteExpired(objects, lifecycle, Date.now())
  removeExpired()
  const timer = setInterval(removeExpired, anHourMs).unref()
  const server = createServer(createListener(context))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const end = async () => {
    clearInterval(timer)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const url = `http://${host}:${(server.address() as AddressInfo).port}/${bucketName}`
  return { url, removeExpired, end }
}
