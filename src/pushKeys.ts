import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm'
import { createCache } from './cache.ts'
import { type PushKeys, pushKeysFrom } from './domain/pushKeys.ts'
import { env } from './env.ts'

/* The keys for pushes, which `npm run push:keys` has stored in SSM. */

let client: SSMClient | undefined

const readKeys = async (name: string): Promise<PushKeys | undefined> => {
  client ??= new SSMClient({})
  const command = new GetParameterCommand({ Name: name, WithDecryption: true })
  try {
    const { Parameter } = await client.send(command, { abortSignal: AbortSignal.timeout(3000) })
    return pushKeysFrom(Parameter?.Value)
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined
    throw error
  }
}

// How long a process may use keys that were replaced.
const ttlMs = 5 * 60_000
const cache = createCache<{ keys: PushKeys | undefined }>()

/** The keys, or undefined if there are none. */
export const getPushKeys = async (now: number): Promise<PushKeys | undefined> => {
  const name = env.pushKeysParameter
  const cached = cache.get(name, now)
  if (cached) return cached.keys
  const keys = await readKeys(name)
  cache.set(name, { keys }, { now, until: now + ttlMs })
  return keys
}
