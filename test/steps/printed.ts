import { expect } from '@jest/globals'

/** The parsed lines of a command's --json output. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export const parsed = (stdout: string): any[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that only a terminal's owner may write
const style = /\x1b\[\d+m/g

export const withoutStyle = (text: string) => text.replace(style, '')

/** Characters that control a terminal: control characters, unusual line breaks, and marks that change the direction of text. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Expects plain lines of text. */
export const isHarmless = (text: string) =>
  expect(text.replaceAll('\n', '')).toEqual(expect.not.stringMatching(obeyed))
