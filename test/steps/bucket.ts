import { startBucket as start } from '../../local/bucket.ts'
import { recordAccess } from './recorder.ts'

/** Starts a bucket that knows the access key of each function, and records what it does. */
export const startBucket = async () => {
  const { url, end } = await start({
    allowedOrigins: process.env.ALLOWED_ORIGINS ?? '',
    findCredentials: (accessKeyId) => ({ accessKeyId, secretAccessKey: 'MockSecretAccessKey' }),
    onAccess: recordAccess,
  })
  process.env.ATTACHMENTS_URL = url
  process.env.LOCAL_BUCKET_PORT = new URL(url).port // for commands
  return { end }
}
