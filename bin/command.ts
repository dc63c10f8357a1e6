import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Values = Record<string, string | boolean | undefined>

/** The streams of a command: those of the process, or those of a test. */
export type Streams = {
  readonly stdin: Readable
  readonly stdout: Writable & { columns?: number }
  readonly stderr: Writable & { isTTY?: boolean }
}

/** Output of a command: results to stdout, everything else to stderr. */
export const ioOf = (streams: Streams) => {
  // The progress bar is on the last line of the terminal, and any other output has to replace it.
  const bar = { isDrawn: false }
  const result = { hasFailed: false }
  return {
    streams,
    bar,
    result,
    /** Writes a line. */
    writeStderr: (text: string) => streams.stderr.write(`${bar.isDrawn ? '\r\x1b[K' : ''}${text}\n`),
    /** Writes a line. */
    writeStdout: (text: string) => {
      if (bar.isDrawn) streams.stderr.write('\r\x1b[K')
      streams.stdout.write(`${text}\n`)
    },
    /** Writes many lines, no faster than the reader of stdout takes them. */
    streamToStdout: async (lines: AsyncIterable<string>, end = '\n') => {
      const withEnds = async function* () {
        for await (const line of lines) yield line + end
      }
      await pipeline(Readable.from(withEnds()), streams.stdout, { end: false })
    },
    /** Makes the exit code 1. The command continues. */
    fail: () => {
      result.hasFailed = true
    },
  }
}

export type Io = ReturnType<typeof ioOf>

/** A positional argument. */
export type Argument = { name: string; description: string; isOptional?: boolean }

/** An option. It takes a value if `value` is set, the name of the value in the help. Otherwise it is a flag. */
export type Option = { value?: string; description: string; isRequired?: boolean }

/** A command. The program parses, checks and documents its arguments and options as they are declared here. */
export type Command = {
  summary: string
  arguments?: Argument[]
  options?: Record<string, Option>
  /** Further text for the help. */
  notes?: string
  example: string
  run: (values: Values, positionals: string[], io: Io) => Promise<void>
}

export const dryRunOption = { 'dry-run': { description: 'Show what would change, and change nothing' } }

/** An error that the user can fix. Only its message is printed, without a stack trace. */
export class CommandError extends Error {}

/** The value of an option that is a positive whole number. */
export const positiveIntegerFrom = (name: string, value: Values[string]): number | undefined => {
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(String(value)))
    throw new CommandError(`--${name} must be a whole number of at least 1, not ${value}`)
  return Number(value)
}
