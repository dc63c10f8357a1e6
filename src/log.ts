import { env } from './env.ts'

type Facts = Record<string, unknown>

const levels = ['info', 'warn', 'error', 'silent']

const write = (level: string, message: string, facts: Facts) => {
  if (levels.indexOf(level) < levels.indexOf(env.logLevel)) return
  // Straight to stdout: console.log would put Lambda's own prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })}\n`)
}

/** One line of JSON an event. Never a message's text, never a token. */
export const log = {
  info: (message: string, facts: Facts = {}) => write('info', message, facts),
  warn: (message: string, facts: Facts = {}) => write('warn', message, facts),
  error: (message: string, facts: Facts = {}) => write('error', message, facts),
}

export const errorFacts = (error: unknown): Facts =>
  error instanceof Error
    ? { error: error.name, reason: error.message, stack: error.stack }
    : { error: String(error) }
