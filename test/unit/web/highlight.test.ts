import { describe, expect, test } from '@jest/globals'
import { excerptOf } from '../../../web/src/highlight.ts'
import { wordsIn } from '../../../web/src/messageSearch.ts'

/** The excerpt with brackets around what is highlighted. */
const excerpt = (text: string, query: string) =>
  excerptOf(text, wordsIn(query))
    .map(({ text: piece, isMatch }) => (isMatch ? `[${piece}]` : piece))
    .join('')

describe('an excerpt highlights', () => {
  test.each([
    ['The soup is SOUPY', 'soup', 'The [soup] is [SOUP]Y'],
    ['Zoe\u0308, Zoë and ZOE', 'zoë', '[Zoe\u0308], [Zoë] and [ZOE]'],
    ['two words, in any order', 'order TWO', '[two] words, in any [order]'],
    ['abab', 'aba ab', '[abab]'],
    ['a ﬁle', 'fil', 'a [ﬁl]e'],
    ['ΟΔΟΣ και οδος', 'οδός', '[ΟΔΟΣ] και [οδος]'],
    ['Große STRASSE', 'straße', 'Große [STRASSE]'],
    ['I don’t', "don't", 'I [don’t]'],
    ['한국어', '국', '한[국]어'],
    ['👍🏽 great', '👍🏽', '[👍🏽] great'],
    ['nothing of it', 'else', 'nothing of it'],
    ['nothing', '', 'nothing'],
  ])('in %j what %j finds', (text, query, highlighted) => {
    expect(excerpt(text, query)).toBe(highlighted)
  })
})

describe('an excerpt of a long text', () => {
  const before = 'word '.repeat(60)
  const after = ' more'.repeat(60)

  test('begins with a word shortly before the first match', () => {
    expect(excerpt(`${before}needle${after}`, 'needle')).toMatch(
      /^…(?:word ){1,7}\[needle\](?: more)+ ?[more]*…$/,
    )
  })

  test('begins at the beginning if the match is near it, and ends with dots only if something follows', () => {
    expect(excerpt(`a needle${after}`, 'needle')).toMatch(/^a \[needle\] more.*…$/)
    expect(excerpt(`${before}needle`, 'needle')).toMatch(/^….*\[needle\]$/)
  })

  test('finds a match in a text without spaces', () => {
    expect(excerpt(`${'x'.repeat(500)}needle`, 'needle')).toMatch(/^…x{1,40}\[needle\]$/)
  })
})
