import { env } from './env.ts'

/** resources/metrics.yml counts some of these messages. */
type LogMessage =
  | 'frame'
  | 'inbox update failed'
  | 'job not sent'
  | 'job failed'
  | 'job run'
  | 'inboxes updated'
  | 'membership missing'
  | 'message reported'
  | 'messages pushed'
  | 'push failed'
  | 'request'
  | 'export stored'
  | 'row not settled'
  | 'socket closed'
  | 'socket not closed'
  | 'socket opened'
  | 'socket refused'
  | 'stream record invalid'
  | 'user claimed'
  | 'user created'
  | 'user not claimed'
  | 'web push failed'
  | 'web push not queued'
  | 'web push refused'
  | 'web push without keys'
  | 'web pushes sent'

type Facts = Record<string, unknown>

const levels = ['info', 'warn', 'error', 'silent']

const write = (level: string, message: LogMessage, facts: Facts) => {
  if (levels.indexOf(level) < levels.indexOf(env.logLevel)) return
  // Not console.log, which on Lambda writes a prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })}\n`)
}

/** Writes one line of JSON. Facts must not contain the text of a message or a token. */
export const log = {
  info: (message: LogMessage, facts: Facts = {}) => write('info', message, facts),
  warn: (message: LogMessage, facts: Facts = {}) => write('warn', message, facts),
  error: (message: LogMessage, facts: Facts = {}) => write('error', message, facts),
}

/** fetch says only in the cause what has failed. */
const causeOf = ({ cause }: Error): Facts => (cause instanceof Error ? { cause: cause.message } : {})

export const errorFacts = (error: unknown): Facts =>
  error instanceof Error
    ? { error: error.name, reason: error.message, ...causeOf(error), stack: error.stack }
    : { error: String(error) }
