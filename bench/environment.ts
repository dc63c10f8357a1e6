import '../test/steps/setUp.ts'
import { startEngine } from '../test/steps/engine.ts'
import { startKeys } from '../test/steps/tokens.ts'
import { startWorkQueue } from '../test/steps/workQueue.ts'

/** Starts an engine with the table, and a key server of a user pool, for the functions in this process. */
export const startEnvironment = async () => {
  process.env.ALLOWED_ORIGINS = 'https://cruddur.example'
  process.env.SOCKETS_ENDPOINT = 'http://127.0.0.1:9' // not used unless a part opens sockets
  const [engine, keys, queue] = await Promise.all([startEngine(), startKeys(), startWorkQueue()])
  return { end: () => Promise.all([engine.end(), keys.end(), queue.end()]) }
}
