import { expect, test } from '@jest/globals'
import { foldText, wordsOf } from '../../src/domain/foldText.ts'

test.each([
  ['case', 'STRASSE', 'straße'],
  ['the case of a letter that ends a word', 'ΟΔΟΣ', 'οδος'],
  ['a letter without a dot', 'IŞIK', 'ışık'],
  ['accents', 'Zoë', 'ZOE'],
  ['strokes', 'Søren Łoś, Đorđe', 'soren los, dorde'],
  ['ligatures', 'Æsop, ﬃ', 'aesop, ffi'],
  ['the width of letters', 'ＡＢ', 'ab'],
  ['a joiner', 'می‌خواهم', 'میخواهم'],
  ['a soft hyphen', 'cof\u00adfee', 'coffee'],
  ['the shape of quotation marks', '“don’t”', '"don\'t"'],
  ['how an emoji is shown', '❤️', '❤'],
])('a search ignores %s', (_, one, other) => {
  expect(foldText(one)).toBe(foldText(other))
})

test('the beginning of a word is the beginning of the folded word', () => {
  for (const word of ['ΟΔΟΣΑ', 'Straßen', 'İstanbul', 'ﬃx']) {
    const letters = [...word]
    for (const [index] of letters.entries())
      expect(foldText(word)).toMatch(new RegExp(`^${foldText(letters.slice(0, index).join(''))}`))
  }
})

test('a folded text stays the same when it is folded again, in every script', () => {
  const letters = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter((letter) =>
    letter.isWellFormed(),
  )
  const folded = letters.map(foldText)
  expect(folded.filter((text) => foldText(text) !== text)).toEqual([])
})

test('white space and line breaks separate words', () => {
  expect(wordsOf(' one\ntwo\tthree\u3000FOUR ')).toEqual(['one', 'two', 'three', 'four'])
  expect(wordsOf('\u200b \u{301}')).toEqual([])
})
