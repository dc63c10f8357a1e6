import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ParseArgsConfig } from 'node:util'

export type Values = Record<string, string | boolean | undefined>

/** What a command reads from and writes to: the streams of the process, or those of a test. */
export type Streams = {
  readonly stdin: Readable
  readonly stdout: Writable & { columns?: number }
  readonly stderr: Writable & { isTTY?: boolean }
}

/** Results go to stdout, everything else to stderr. */
export const ioOf = (streams: Streams) => {
  // The progress bar stands on the last line of the terminal: other output replaces it.
  const bar = { isDrawn: false }
  const result = { hasFailed: false }
  return {
    streams,
    bar,
    result,
    say: (text: string) => streams.stderr.write(`${bar.isDrawn ? '\r\x1b[K' : ''}${text}\n`),
    print: (text: string) => {
      if (bar.isDrawn) streams.stderr.write('\r\x1b[K')
      streams.stdout.write(`${text}\n`)
    },
    /** Prints one after the other, no faster than they are read. */
    printAll: async (lines: AsyncIterable<string>, end = '\n') => {
      const withEnds = async function* () {
        for await (const line of lines) yield line + end
      }
      await pipeline(Readable.from(withEnds()), streams.stdout, { end: false })
    },
    /** The command runs to its end, and its exit code is 1. */
    fail: () => {
      result.hasFailed = true
    },
  }
}

export type Io = ReturnType<typeof ioOf>

/** One command of the program: what it is called with, and what it does. */
export type Command = {
  summary: string
  usage: string
  example: string
  /** What the options mean, where their names do not say it. */
  notes?: string
  /** So many words beside its options. */
  takes?: number
  options?: NonNullable<ParseArgsConfig['options']>
  run: (values: Values, positionals: string[], io: Io) => Promise<void>
}

/** A mistake of the person at the keyboard, or of their surroundings: said in a sentence, without a stack. */
export class CommandError extends Error {}

/** A positive whole number of an option. */
export const numberOf = (name: string, value: Values[string]): number | undefined => {
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(String(value)))
    throw new CommandError(`--${name} is ${value}, and should be a whole number from 1 on.`)
  return Number(value)
}
