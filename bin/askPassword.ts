import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'
import type { Streams } from './command.ts'

/** Reads a line from a pipe, and leaves the rest to the next reader. */
const readLine = async (input: Readable): Promise<string> => {
  let text = ''
  while (!text.includes('\n') && !input.readableEnded) {
    const chunk = input.read()
    if (chunk === null) await Promise.race([once(input, 'readable'), once(input, 'end')])
    else text += String(chunk)
  }
  const [line = '', ...rest] = text.split('\n')
  if (rest.join('\n')) input.unshift(Buffer.from(rest.join('\n')))
  return line
}

/** Reads a line from a terminal, and does not show what is typed. */
const readHidden = async (input: Readable): Promise<string> => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output, terminal: true })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  const line = await Promise.race([lines.question(''), closed])
  lines.close()
  return line
}

export const askPassword = async (question: string, { stdin, stderr }: Streams): Promise<string> => {
  stderr.write(question)
  const isTerminal = (stdin as { isTTY?: boolean }).isTTY === true
  const password = await (isTerminal ? readHidden(stdin) : readLine(stdin))
  stderr.write('\n')
  return password.replace(/\r$/, '')
}
