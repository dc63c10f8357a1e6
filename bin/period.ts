import { CommandError, numberOf, type Values } from './command.ts'

export const periodOptions = {
  since: { type: 'string' },
  before: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const periodNotes =
  '--since and --before take a time as you would write it: 2026-11-20, "2026-11-20 14:30", 2026-11-20T14:30:00Z.'

const usualLimit = 20

const written = /^(\d{4})-(\d\d)-(\d\d)([ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

// JavaScript makes the second of March of a thirtieth of February.
const isDay = (year: number, month: number, day: number): boolean =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day

const timeFrom = (name: string, value: Values[string]): string | undefined => {
  if (value === undefined) return undefined
  const text = String(value).trim()
  const [, year, month, day, rest] = written.exec(text) ?? []
  // A date without a time begins at midnight here, where JavaScript would have it begin in Greenwich.
  const time = Date.parse(rest ? text : `${text}T00:00`)
  if (!isDay(Number(year), Number(month), Number(day)) || Number.isNaN(time))
    throw new CommandError(`--${name} is "${value}", and no time. ${periodNotes}`)
  // Without its Z: the original's places have microseconds, and so sort after it and not before.
  return new Date(time).toISOString().slice(0, -1)
}

/** From when to when, and how many at most. */
export const periodFrom = (values: Values) => {
  const [since, before] = [timeFrom('since', values.since), timeFrom('before', values.before)]
  if (since !== undefined && before !== undefined && since >= before)
    throw new CommandError('--since is not earlier than --before: nothing lies between.')
  return { since, before, limit: numberOf('limit', values.limit) ?? usualLimit }
}
