import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { partsOf } from '../../../web/src/links.ts'

const linksIn = (text: string) =>
  partsOf(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []))

describe('links in a message', () => {
  test.each([
    ['see https://example.com/a?b=1&c=2#d', 'https://example.com/a?b=1&c=2#d'],
    ['http://example.com', 'http://example.com'],
    ['Look (https://example.com/a).', 'https://example.com/a'],
    ['https://example.com/Delenn_(character), they say', 'https://example.com/Delenn_(character)'],
    ['is it https://example.com/?', 'https://example.com/'],
    ['"https://example.com/a"', 'https://example.com/a'],
    ['HTTPS://EXAMPLE.COM', 'HTTPS://EXAMPLE.COM'],
    ['https://bücher.example/ü', 'https://bücher.example/ü'],
  ])('of "%s" the link is %s', (text, shown) => {
    expect(linksIn(text)).toEqual([[shown, new URL(shown).href]])
  })

  test('several of them stand between the text', () => {
    expect(partsOf('a https://b.example c https://d.example/, e')).toEqual([
      { text: 'a ' },
      { text: 'https://b.example', href: 'https://b.example/' },
      { text: ' c ' },
      { text: 'https://d.example/', href: 'https://d.example/' },
      { text: ', e' },
    ])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://bank.example@evil.example/',
    'https://somebody:secret@evil.example/',
    'ftp://example.com',
    'https://',
    'https://[',
    'www.example.com',
  ])('%s is none', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  test('whatever the text is, its pieces are the text, and every link goes to the web', () => {
    const pieces = fc.constantFrom(
      'https://',
      'HTTP://',
      'a.example',
      '@',
      '/',
      ').',
      '(',
      '"',
      ' ',
      '\n',
      '<b>',
    )
    const texts = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 })))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        expect(
          partsOf(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
        expect(linksIn(text).filter(([, href]) => !/^https?:\/\/[^@/]+\//.test(href ?? ''))).toEqual([])
      }),
    )
  })
})
