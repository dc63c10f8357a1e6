import { createInterface } from 'node:readline/promises'
import { CommandError, type Io, type Values } from './command.ts'
import type { Target } from './target.ts'

export const confirmOptions = { yes: { type: 'string' } } as const

const ask = async (question: string, { stdin, stderr }: Io['streams']): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  const answer = await Promise.race([lines.question(question), closed])
  lines.close()
  return answer.trim()
}

/** Away from this machine, whatever destroys or overwrites waits until the table's name has been typed. */
export const confirm = async (
  what: string,
  { tableName, isDeployed }: Target,
  { yes }: Values,
  { streams }: Io,
) => {
  if (!isDeployed) return
  const answer = yes ?? (await ask(`${what} Type the table's name to go on: `, streams))
  if (answer === tableName) return
  throw new CommandError(`Nothing has been done: it takes the table's name, typed or as --yes ${tableName}.`)
}
