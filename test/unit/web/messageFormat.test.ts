import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatMessage } from '../../../web/src/messageFormat.ts'

const shown = (text: string) =>
  formatMessage(text)
    .filter(({ style }) => style !== 'markup')
    .map((part) => (part.style ? [part.style, part.text] : part.text))

describe('code in a message', () => {
  test.each([
    ['run `npm test` now', ['run ', ['code', 'npm test'], ' now']],
    ['`a``b`', ['`a``b`']],
    ['`a` `b`', [['code', 'a'], ' ', ['code', 'b']]],
    ['`https://example.com`', [['code', 'https://example.com']]],
    ['``` a `b` ```', [['block', ' a `b` ']]],
    ['so:\n```ts\nconst a = 1\n  b()\n```\nbye', ['so:', ['block', 'const a = 1\n  b()'], 'bye']],
    ['```\na\n\nb\n```', [['block', 'a\n\nb']]],
    ['```a b\nc```', [['block', 'a b\nc']]],
    [
      '```\na\n```\n```\nb\n```',
      [
        ['block', 'a'],
        ['block', 'b'],
      ],
    ],
    ['```\n    a\n```', [['block', '    a']]],
  ])('%j is shown as %j', (text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  test.each([
    '`',
    'a ` b',
    '`a\nb`',
    '``',
    '` `',
    '``a``',
    '```',
    '```a',
    '``````',
    '```\n```',
    '```ts\n```',
    '````a````',
  ])('%j has none', (text) => {
    expect(shown(text).join('')).toBe(text)
    expect(formatMessage(text).some(({ style }) => style)).toBe(false)
  })

  test('is not looked for in the links of the other text', () => {
    expect(formatMessage('`a` https://example.com')).toEqual([
      { text: '`', style: 'markup' },
      { text: 'a', style: 'code' },
      { text: '`', style: 'markup' },
      { text: ' ' },
      { text: 'https://example.com', href: 'https://example.com/' },
    ])
  })

  test('leaves the text as it is: the parts join to it', () => {
    const pieces = fc.constantFrom('`', '``', '```', '````', '\n', 'ts', ' ', 'a', 'https://a.example', '(')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
        const text = all.join('')
        expect(
          formatMessage(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })

  // With quadratic time, these would run into the time limit of the test.
  test.each([['`'], ['` '], ['`a'], ['``` '], ['```a````'], ['``'], ['`\n'], ['```\n']])(
    'is found in linear time: 300,000 times %j',
    (piece) => {
      const text = piece.repeat(300_000)
      expect(formatMessage(text).reduce((sum, part) => sum + part.text.length, 0)).toBe(text.length)
    },
  )
})
