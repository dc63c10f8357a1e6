import { createInterface } from 'node:readline/promises'
import { CommandError, type Io, type Values } from './command.ts'
import type { Target } from './target.ts'

export const confirmOptions = {
  yes: { value: 'table name', description: 'Confirm without a prompt, by the name of the table' },
}

const ask = async (question: string, { stdin, stderr }: Io['streams']): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  const answer = await Promise.race([lines.question(question), closed])
  lines.close()
  return answer.trim()
}

/** Asks the user to type the table name before a command changes a table that is not on this machine. */
export const confirm = async (
  warning: string,
  { tableName, isDeployed }: Target,
  { yes }: Values,
  { streams }: Io,
) => {
  if (!isDeployed) return
  const answer = yes ?? (await ask(`${warning} Type the table name to continue: `, streams))
  if (answer === tableName) return
  throw new CommandError(`Nothing was changed. To confirm, type the table name or pass --yes ${tableName}.`)
}
