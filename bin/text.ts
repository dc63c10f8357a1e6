import { styleText } from 'node:util'
import type { Streams } from './command.ts'

// What a terminal would obey rather than show: messages are other people's text.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** On one line, and harmless: an escape sequence is shown and does nothing. */
export const onOneLine = (text: string): string =>
  text.replace(/\r?\n|\t/g, ' ').replace(controls, (one) => {
    const code = one.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
  })

// What DynamoDB has and JSON has not.
const asJson = (_: string, value: unknown): unknown => {
  if (value instanceof Set) return [...value]
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'bigint' ? String(value) : value
}

/** As JSON on one line. Some terminals obey control characters that JSON leaves as they are. */
export const json = (value: unknown): string =>
  JSON.stringify(value, asJson).replace(
    controls,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /\p{Extended_Pictographic}(?!\ufe0e)|\p{Regional_Indicator}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

const widthOf = (letter: string): number => (wide.test(letter) ? 2 : 1)

const leastRoom = 10

/** Where a text is printed. What is no terminal has no columns. */
type Screen = Streams['stdout']

/** So much of a text as the terminal has room for beside what stands there; all of it where there is no terminal. */
export const cut = (text: string, taken: number, columns: number | undefined): string => {
  if (!columns) return text
  const room = Math.max(columns - taken, leastRoom)
  let width = 0
  let kept = ''
  for (const { segment } of letters.segment(text)) {
    width += widthOf(segment)
    if (width > room) return `${kept}…`
    if (width < room) kept += segment // the last column is the ellipsis's, where there is one
  }
  return text
}

/** A column: cut to its width on a terminal, and whole where there is none. */
export const column = (text: string, width: number, { columns }: Screen): string =>
  cut(text, 0, columns && width).padEnd(width)

// Sweden writes dates as computers do.
const dateAndTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
const timeOnly = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'short' })
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export const localTime = (iso: string) => dateAndTime.format(new Date(iso))
export const localHour = (iso: string) => timeOnly.format(new Date(iso))
export const localDay = (iso: string) => day.format(new Date(iso))

/** In colour where a person looks at it and has not asked for none (NO_COLOR). */
export const styled = (style: Parameters<typeof styleText>[0], text: string, screen: Screen) =>
  styleText(style, text, { stream: screen })
