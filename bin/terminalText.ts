import { styleText } from 'node:util'
import type { Streams } from './command.ts'

// Characters that control a terminal. Messages are untrusted text.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Replaces line breaks by spaces, and control characters by visible ones. */
export const onOneLine = (text: string): string =>
  text.replace(/\r?\n|\t/g, ' ').replace(controls, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
  })

// Values of DynamoDB that JSON has no type for.
const replacer = (_: string, value: unknown): unknown => {
  if (value instanceof Set) return [...value]
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'bigint' ? String(value) : value
}

/** JSON on one line. Also escapes control characters that JSON allows and some terminals interpret. */
export const json = (value: unknown): string =>
  JSON.stringify(value, replacer).replace(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /\p{Extended_Pictographic}(?!\ufe0e)|\p{Regional_Indicator}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

const widthOf = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1)

const minColumns = 10

/** The stream that a text is printed to. It has columns only if it is a terminal. */
type Screen = Streams['stdout']

/** Shortens a text to the columns that are left on its line of the terminal. Without a terminal, returns all of it. */
export const cut = (text: string, usedColumns: number, columns: number | undefined): string => {
  if (!columns) return text
  const room = Math.max(columns - usedColumns, minColumns)
  let width = 0
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment)
    if (width > room) return `${kept}…`
    if (width < room) kept += segment // the last column is for the ellipsis
  }
  return text
}

/** Pads a text to the width of its column, and on a terminal also shortens it. */
export const column = (text: string, width: number, { columns }: Screen): string =>
  cut(text, 0, columns && width).padEnd(width)

// The Swedish locale has ISO 8601 dates: 2026-11-20 14:30.
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

/** Styles a text if it is printed to a terminal and NO_COLOR is not set. */
export const styled = (style: Parameters<typeof styleText>[0], text: string, screen: Screen) =>
  styleText(style, text, { stream: screen })
