import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm'
import { type PushKeys, pushKeysSchema } from './domain/pushKeys.ts'
import { env } from './env.ts'

/* The keys for pushes, which `npm run push:keys` has stored in SSM. */

let client: SSMClient | undefined
let keys: PushKeys | undefined

const readKeys = async (): Promise<PushKeys | undefined> => {
  client ??= new SSMClient({})
  const command = new GetParameterCommand({ Name: env.pushKeysParameter, WithDecryption: true })
  try {
    const { Parameter } = await client.send(command, { abortSignal: AbortSignal.timeout(3000) })
    return pushKeysSchema.parse(JSON.parse(Parameter?.Value ?? ''))
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined
    throw error
  }
}

/** The keys, or undefined if there are none. Each process reads them once. */
export const getPushKeys = async (): Promise<PushKeys | undefined> => {
  keys ??= await readKeys()
  return keys
}
