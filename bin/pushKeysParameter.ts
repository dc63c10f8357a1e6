import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { type PushKeys, pushKeysFrom } from '../src/domain/pushKeys.ts'
import { CommandError } from './command.ts'

/* The parameter in SSM with the keys for pushes of a stage. The functions read it in src/pushKeys.ts. */

const explain = (error: Error, name: string, permission: string): never => {
  if (error.name !== 'AccessDeniedException') throw error
  throw new CommandError(`No access to the SSM parameter ${name}. Required permission: ${permission}.`)
}

/** Stores keys, and returns whether it did: it replaces others only if it is told to. */
export const storePushKeys = async (
  name: string,
  keys: PushKeys,
  { replaces }: { replaces: boolean },
): Promise<boolean> => {
  const command = new PutParameterCommand({
    Name: name,
    Value: JSON.stringify(keys),
    Type: 'SecureString',
    Overwrite: replaces,
  })
  try {
    await new SSMClient({}).send(command)
    return true
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return false
    return explain(error as Error, name, 'ssm:PutParameter')
  }
}

const read = async (name: string): Promise<string | undefined> => {
  try {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true })
    return (await new SSMClient({}).send(command)).Parameter?.Value
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined
    return explain(error as Error, name, 'ssm:GetParameter')
  }
}

/** The public key, or undefined if there are no keys. */
export const readPublicPushKey = async (name: string): Promise<string | undefined> => {
  const text = await read(name)
  if (text === undefined) return undefined
  try {
    return pushKeysFrom(text).publicKey
  } catch {
    throw new CommandError(
      `The parameter ${name} contains no keys for push messages. "npm run push:keys" replaces it.`,
    )
  }
}
