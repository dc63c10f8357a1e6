import * as texts from './texts.ts'

/** The browser's formats, if they are in the language of the texts: a date in another language would not fit into them. */
const isLanguage = new RegExp(`^${texts.language}(-[A-Z]{2})?$`)
const locale =
  globalThis.navigator?.languages?.find((language) => isLanguage.test(language)) ?? texts.usualLocale

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat(locale, options)
  return (time: Date) => formatter.format(time)
}

const clock = format({ timeStyle: 'short' })
const weekday = format({ weekday: 'short' })
const date = format({ day: 'numeric', month: 'short' })
const dateOfYear = format({ day: 'numeric', month: 'numeric', year: '2-digit' })
const longDate = format({ weekday: 'long', day: 'numeric', month: 'long' })
const longDateOfYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const shortDateAndTime = format({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})
const full = format({ dateStyle: 'full', timeStyle: 'short' })

const midnight = (time: Date): Date => new Date(time.getFullYear(), time.getMonth(), time.getDate())

// Rounded, because a day on which the clocks change has 23 or 25 hours.
const daysBetween = (earlier: Date, later: Date): number =>
  Math.round((midnight(later).getTime() - midnight(earlier).getTime()) / 86_400_000)

export const timeOfDay = (iso: string): string => clock(new Date(iso))
/** For a text that is read elsewhere, and later: 3 Mar 2026, 14:03. */
export const dateAndTime = (iso: string): string => shortDateAndTime(new Date(iso))
export const fullTime = (iso: string): string => full(new Date(iso))

/** Short enough for a list: 14:03, Yesterday, Tue, 3 Mar, 03/03/24. */
export const shortTime = (iso: string, now: Date): string => {
  const time = new Date(iso)
  const days = daysBetween(time, now)
  if (days <= 0) return clock(time)
  if (days === 1) return texts.yesterday
  if (days < 7) return weekday(time)
  return time.getFullYear() === now.getFullYear() ? date(time) : dateOfYear(time)
}

/** The heading of a day in a conversation. */
export const dayHeading = (iso: string, now: Date): string => {
  const time = new Date(iso)
  const days = daysBetween(time, now)
  if (days <= 0) return texts.today
  if (days === 1) return texts.yesterday
  return time.getFullYear() === now.getFullYear() ? longDate(time) : longDateOfYear(time)
}

/** The date in the reader's time zone, in the format of `<time>`. */
export const localDate = (iso: string): string => {
  const time = new Date(iso)
  const [month, day] = [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${time.getFullYear()}-${month}-${day}`
}

export const isSameDay = (one: string, other: string): boolean =>
  midnight(new Date(one)).getTime() === midnight(new Date(other)).getTime()
