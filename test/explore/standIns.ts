import { createHash, hash } from 'node:crypto'
import { bucketName } from './bucket.ts'
import type { Handle, SdkRequest } from './code.ts'
import { fetchKeys } from './people.ts'
import { isPushUrl, publicKey } from './pushService.ts'

/* What the loaded code gets in place of random values, the network, signatures and delays. */

// The SDK retries as in production, but waits for nothing: time passes when the scheduler says so.
export const retryAtOnce = (maxAttempts: number) => {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      { getRetryCount }: ReturnType<typeof token>,
      { errorType, error }: { errorType: string; error: unknown },
    ) => {
      if (errorType === 'CLIENT_ERROR' || getRetryCount() + 1 >= maxAttempts) throw error
      return token(getRetryCount() + 1)
    },
    recordSuccess: () => {},
  }
}

/** Random values that are the same in every schedule, except that a uuid made of them ends with its space. */
export const randomFrom = (randomUUID: () => string) => ({
  randomUUID,
  getRandomValues: (array: Uint8Array) => {
    const uuid = randomUUID()
    array.set(hash('sha1', uuid.slice(8), 'buffer').subarray(0, array.length))
    if (array.length === 16) array.set(Buffer.from(uuid.slice(0, 8), 'hex'), 12)
    return array
  },
})

/** The bucket checks no signature here, and the real one contains the time. */
export const UnsignedV4 = class {
  sign = async (request: unknown) => request
  presign = async (request: object) => ({ ...request, query: {} })
}

type Init = { method?: string; headers?: SdkRequest['headers']; body?: Uint8Array }

/** What the functions fetch: files of the bucket, the push service, and the keys of the user pool. */
export const fetchWith =
  (handle: Handle) =>
  async (url: string, { method = 'GET', headers = {}, body: sent }: Init = {}) => {
    const { pathname, search } = new URL(url)
    if (pathname.endsWith('/jwks.json')) return fetchKeys()
    const more = sent ? { body: sent } : {}
    if (isPushUrl(url)) {
      const { statusCode } = await handle('pushService', { method, path: url, headers, ...more })
      return new Response(null, { status: statusCode })
    }
    // Without the origin: the operator's commands set that of the local stack.
    const path = `${pathname.slice(`/${bucketName}/`.length)}${search}`
    const { statusCode, body, ...rest } = await handle('bucket', { method, path, headers, ...more })
    return new Response(statusCode === 204 ? null : Buffer.from(body), { status: statusCode, ...rest })
  }

/** The keys for pushes, which encrypt nothing here. */
export const pushKeysClient = class {
  send = async () => ({
    Parameter: {
      Value: JSON.stringify({ publicKey, privateKey: '-', contact: 'mailto:explore@cruddur.example' }),
    },
  })
}

/** Pushes are not encrypted: their text has to be the same in every schedule. */
export const webPush = {
  supportedContentEncodings: { AES_128_GCM: 'aes128gcm' },
  encrypt: (_: string, __: string, payload: string) => ({ cipherText: Buffer.from(payload) }),
  getVapidHeaders: () => ({}),
}

/** A ZIP file is JSON here, with the contents of its files as text. */
export const zip = {
  zipSync: (files: Record<string, [bytes: Uint8Array, options: object]>): Uint8Array => {
    const texts = Object.entries(files).map(([name, [bytes]]) => [
      name,
      Buffer.from(bytes).toString(name.endsWith('.json') ? 'utf8' : 'latin1'),
    ])
    return Buffer.from(JSON.stringify(Object.fromEntries(texts)))
  },
}

type PoolModule = { UserNotFoundException: new (options: object) => Error }

/** Deletes accounts of the user pool. If the response is lost, it asks again, as the SDK does. */
export const poolClientFor = (handle: Handle, { UserNotFoundException }: PoolModule) =>
  class {
    send = async ({ input }: { input: { Username: string } }) => {
      const request = { method: 'DELETE', path: input.Username, headers: {} }
      const { statusCode } = await handle('userPool', request).catch(() => handle('userPool', request))
      if (statusCode === 404) throw new UserNotFoundException({ message: '', $metadata: {} })
      if (statusCode !== 200) throw new Error('The user pool refuses a deletion')
      return {}
    }
  }

/**
 * Hashes of texts that contain the space of their schedule, as all its names do, and are otherwise the same in every
 * schedule. The uuid of a conversation of two is a hash of bytes.
 */
export const createHashOfSpace = (algorithm: string) => ({
  update: (content: string | Uint8Array) => {
    if (typeof content !== 'string') return createHash(algorithm).update(content)
    const [space = ''] = /e[0-9a-f]{7}/.exec(content) ?? []
    const rest = space ? content.replaceAll(space, '') : content
    return { digest: (encoding: 'hex' | 'base64url') => space + hash(algorithm, rest, encoding) }
  },
})
