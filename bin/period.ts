import { CommandError, positiveIntegerFrom, type Values } from './command.ts'

const defaultLimit = 20

export const periodOptions = {
  since: { value: 'time', description: 'Only from this time on' },
  before: { value: 'time', description: 'Only before this time' },
  limit: { value: 'number', description: `At most this many (default: ${defaultLimit})` },
  json: { description: 'Print JSON, one object per line, as the API returns it' },
}

export const timeFormats = 'Times: 2026-11-20, "2026-11-20 14:30" (both local time) or 2026-11-20T14:30:00Z.'

const timePattern = /^(\d{4})-(\d\d)-(\d\d)([ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

// JavaScript turns 30 February into 2 March.
const isDay = (year: number, month: number, day: number): boolean =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day

const timeFrom = (name: string, value: Values[string]): string | undefined => {
  if (value === undefined) return undefined
  const text = String(value).trim()
  const [, year, month, day, timeOfDay] = timePattern.exec(text) ?? []
  // JavaScript parses a date without a time of day as UTC. Here it is local time, like the others.
  const time = Date.parse(timeOfDay ? text : `${text}T00:00`)
  if (!isDay(Number(year), Number(month), Number(day)) || Number.isNaN(time))
    throw new CommandError(`Not a valid time for --${name}: ${value}. ${timeFormats}`)
  // Without the Z, this sorts before every place of its millisecond, also those of the original layout with microseconds.
  return new Date(time).toISOString().slice(0, -1)
}

export const periodFrom = (values: Values) => {
  const [since, before] = [timeFrom('since', values.since), timeFrom('before', values.before)]
  if (since !== undefined && before !== undefined && since >= before)
    throw new CommandError('--since must be earlier than --before')
  return { since, before, limit: positiveIntegerFrom('limit', values.limit) ?? defaultLimit }
}
