import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ParseArgsConfig } from 'node:util'

export type Values = Record<string, string | boolean | undefined>

/** One command of the program: what it is called with, and what it does. Results go to stdout, talk to stderr. */
export type Command = {
  summary: string
  usage: string
  example: string
  /** What the options mean, where their names do not say it. */
  notes?: string
  /** So many words beside its options. */
  takes?: number
  options?: NonNullable<ParseArgsConfig['options']>
  run: (values: Values, positionals: string[]) => Promise<void>
}

/** A mistake of the person at the keyboard, or of their surroundings: said in a sentence, without a stack. */
export class Complaint extends Error {}

/** A bar that stands on the last line of the terminal. */
export const bar = { isDrawn: false }

/** On a line of its own, also where a bar is being drawn. */
export const say = (text: string) => process.stderr.write(`${bar.isDrawn ? '\r\x1b[K' : ''}${text}\n`)
export const print = (text: string) => {
  if (bar.isDrawn) process.stderr.write('\r\x1b[K')
  process.stdout.write(`${text}\n`)
}

/** Prints one after the other, no faster than they are read. */
export const printAll = async (lines: AsyncIterable<string>, end = '\n') => {
  const withEnds = async function* () {
    for await (const line of lines) yield line + end
  }
  await pipeline(Readable.from(withEnds()), process.stdout, { end: false })
}

/** A positive whole number of an option. */
export const numberOf = (name: string, value: Values[string]): number | undefined => {
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(String(value)))
    throw new Complaint(`--${name} is ${value}, and should be a whole number from 1 on.`)
  return Number(value)
}
