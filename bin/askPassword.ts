import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Streams } from './command.ts'

/** Asks for a password, and does not show what is typed. */
export const askPassword = async (question: string, { stdin, stderr }: Streams): Promise<string> => {
  stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stderr.isTTY === true })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  const password = await Promise.race([lines.question(''), closed])
  lines.close()
  stderr.write('\n')
  return password
}
