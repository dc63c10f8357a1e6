import { expect } from '@jest/globals'

/** The lines of what a command prints with --json, each parsed. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks into
export const parsed = (stdout: string): any[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that only a terminal's owner may write
const style = /\x1b\[\d+m/g

export const withoutStyle = (text: string) => text.replace(style, '')

/** What a terminal would obey: controls, breaks of line that are none, and what turns text around. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Nothing but lines of text. */
export const isHarmless = (text: string) =>
  expect(text.replaceAll('\n', '')).toEqual(expect.not.stringMatching(obeyed))
