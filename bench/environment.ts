import '../test/steps/setUp.ts'
import { startBucket } from '../test/steps/bucket.ts'
import { startEngine } from '../test/steps/engine.ts'
import { startKeys } from '../test/steps/tokens.ts'
import { startWorkQueue } from '../test/steps/workQueue.ts'

/** Starts an engine with the table, a queue, a bucket, and a key server of a user pool, for the functions in this process. */
export const startEnvironment = async () => {
  process.env.ALLOWED_ORIGINS = 'https://cruddur.example'
  process.env.SOCKETS_ENDPOINT = 'http://127.0.0.1:9' // not used unless a part opens sockets
  const services = await Promise.all([startEngine(), startKeys(), startWorkQueue(), startBucket()])
  return { end: () => Promise.all(services.map(({ end }) => end())) }
}
