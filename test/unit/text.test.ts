import { describe, expect, test } from '@jest/globals'
import { cut, json, onOneLine } from '../../bin/terminalText.ts'

// The width in columns of each.
const letters: [string, string, number][] = [
  ['a letter', 'a', 1],
  ['a letter with an accent of its own', 'e\u0301', 1],
  ['a Chinese character', '漢', 2],
  ['a rare Chinese character', '𠀋', 2],
  ['a Korean syllable', '한', 2],
  ['a full-width letter', 'Ａ', 2],
  ['an emoji', '🍿', 2],
  ['a family', '👩‍👩‍👧‍👦', 2],
  ['a hand with a colour', '👍🏽', 2],
  ['a flag', '🇸🇪', 2],
  ['a heart that is shown as an emoji', '❤️', 2],
]

describe('truncating a text', () => {
  test.each(letters)('has room for as many as the terminal: %s', (_, letter, width) => {
    const columns = 40
    const whole = letter.repeat(columns / width)
    expect(cut(whole, 0, columns)).toBe(whole)
    const kept = cut(letter.repeat(columns), 1, columns)
    if (width === 1) expect(kept).toBe(`${letter.repeat(38)}…`)
    else expect(kept).toBe(`${letter.repeat(19)}…`)
  })

  test.each([
    ['fits', 'abcdefghij', 0, 10, 'abcdefghij'],
    ['is one too long', 'abcdefghijk', 0, 10, 'abcdefghi…'],
    ['has company', 'abcdefghijk', 5, 16, 'abcdefghijk'],
    ['has more company', 'abcdefghijkl', 5, 16, 'abcdefghij…'],
    ['is empty', '', 0, 10, ''],
    ['would have half a wide letter', 'abcdefghi漢', 0, 10, 'abcdefghi…'],
  ])('%s', (_, text, taken, columns, kept) => {
    expect(cut(text, taken, columns)).toBe(kept)
  })

  test('does nothing without a terminal', () => {
    const text = 'word '.repeat(1000)
    expect(cut(text, 0, undefined)).toBe(text)
    expect(cut(text, 0, 0)).toBe(text)
  })

  test('splits no grapheme', () => {
    const kept = cut('👩‍👩‍👧‍👦'.repeat(20), 0, 15)
    expect(kept).toBe(`${'👩‍👩‍👧‍👦'.repeat(7)}…`)
  })
})

const everyCharacter = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

describe('text of other people', () => {
  test('is one line without control characters', () => {
    expect(onOneLine(everyCharacter)).not.toMatch(obeyed)
    expect(onOneLine('one\ntwo\r\nthree\tfour\rfive')).toBe('one two three four␍five')
    expect(onOneLine('\x1b[31m')).toBe('␛[31m')
  })

  test('keeps its letters and joiners', () => {
    for (const [, letter] of letters) expect(onOneLine(letter)).toBe(letter)
    expect(onOneLine('नमस्ते, مرحبا, שלום')).toBe('नमस्ते, مرحبا, שלום')
  })

  test('is one line of equivalent JSON', () => {
    const text = json({ [everyCharacter]: everyCharacter })
    expect(text).not.toMatch(obeyed)
    expect(JSON.parse(text)).toEqual({ [everyCharacter]: everyCharacter })
  })
})
