import type { BucketAccess } from '../../local/bucket/handler.ts'
import { startBucket as start } from '../../local/bucket.ts'

const accesses: BucketAccess[] = []

/** The operations that the bucket has performed since the last call, each with the access key that signed its request. */
export const takesAccesses = (): BucketAccess[] => accesses.splice(0)

/** Starts a bucket whose access keys all have the same secret: a test can give each function a key of its own. */
export const startBucket = async () => {
  const { url, end } = await start({
    allowedOrigins: process.env.ALLOWED_ORIGINS ?? '',
    findCredentials: (accessKeyId) => ({ accessKeyId, secretAccessKey: 'MockSecretAccessKey' }),
    onAccess: (access) => accesses.push(access),
  })
  process.env.ATTACHMENTS_URL = url
  return { end }
}
