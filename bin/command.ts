import type { ParseArgsConfig } from 'node:util'

export type Values = Record<string, string | boolean | undefined>

/** One command of the program: what it is called with, and what it does. Results go to stdout, talk to stderr. */
export type Command = {
  summary: string
  usage: string
  example: string
  options?: NonNullable<ParseArgsConfig['options']>
  run: (values: Values, positionals: string[]) => Promise<void>
}

/** A mistake of the person at the keyboard, or of their surroundings: said in a sentence, without a stack. */
export class Complaint extends Error {}

export const say = (text: string) => process.stderr.write(`${text}\n`)
export const print = (text: string) => process.stdout.write(`${text}\n`)
