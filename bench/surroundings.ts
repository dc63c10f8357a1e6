import '../test/steps/setUp.ts'
import { startEngine } from '../test/steps/engine.ts'
import { startKeys } from '../test/steps/tokens.ts'

/** An engine with our table, and the keys of a user pool, for the functions of this process. */
export const startSurroundings = async () => {
  process.env.ALLOWED_ORIGINS = 'https://cruddur.example'
  process.env.SOCKETS_ENDPOINT = 'http://127.0.0.1:9' // nobody has a socket open, unless a part opens one
  const [engine, keys] = await Promise.all([startEngine(), startKeys()])
  return { end: () => Promise.all([engine.end(), keys.end()]) }
}
