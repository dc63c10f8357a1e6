import { domainToUnicode } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { linkify } from '../../../web/src/linkify.ts'

const linksIn = (text: string) =>
  linkify(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []))

describe('links in a message', () => {
  test.each([
    ['see https://example.com/a?b=1&c=2#d', 'https://example.com/a?b=1&c=2#d'],
    ['http://example.com', 'http://example.com'],
    ['Look (https://example.com/a).', 'https://example.com/a'],
    ['https://example.com/Delenn_(character), they say', 'https://example.com/Delenn_(character)'],
    ['is it https://example.com/?', 'https://example.com/'],
    ['"https://example.com/a"', 'https://example.com/a'],
    ['HTTPS://EXAMPLE.COM', 'HTTPS://EXAMPLE.COM'],
    ['http://127.0.0.1:3000/a', 'http://127.0.0.1:3000/a'],
    ['http://[::1]/', 'http://[::1]/'],
    ['https://bücher.example/ü', 'https://bücher.example/ü'],
    ['https://www.日本語の.jp/', 'https://www.日本語の.jp/'],
    ['https://한국.kr/', 'https://한국.kr/'],
    ['https://пример.рф/', 'https://пример.рф/'],
  ])('in "%s" are found: %s', (text, shown) => {
    expect(linksIn(text)).toEqual([[shown, new URL(shown).href]])
  })

  test('are separate parts between the plain text', () => {
    expect(linkify('a https://b.example c https://d.example/, e')).toEqual([
      { text: 'a ' },
      { text: 'https://b.example', href: 'https://b.example/' },
      { text: ' c ' },
      { text: 'https://d.example/', href: 'https://d.example/' },
      { text: ', e' },
    ])
  })

  test.each([
    ['see example.com/path?a=b#c, please', 'example.com/path?a=b#c', 'https://example.com/path?a=b#c'],
    ['www.example.com', 'www.example.com', 'https://www.example.com/'],
    ['(www.example.museum)', 'www.example.museum', 'https://www.example.museum/'],
    ['Look: “example.org”!', 'example.org', 'https://example.org/'],
    ['Example.com.', 'Example.com', 'https://example.com/'],
    ['bücher.de', 'bücher.de', 'https://xn--bcher-kva.de/'],
    ['localhost.example.dev:3000/a', 'localhost.example.dev:3000/a', 'https://localhost.example.dev:3000/a'],
    ['youtu.be/abc', 'youtu.be/abc', 'https://youtu.be/abc'],
    ['www.orf.at', 'www.orf.at', 'https://www.orf.at/'],
    [
      'ann.abel+news@mail.example.org,',
      'ann.abel+news@mail.example.org',
      'mailto:ann.abel+news@mail.example.org',
    ],
    ['(Ann@Example.museum)', 'Ann@Example.museum', 'mailto:Ann@Example.museum'],
  ])('without a scheme are found in "%s": %s', (text, shown, href) => {
    expect(linksIn(text)).toEqual([[shown, href]])
  })

  test.each([
    'file.ts',
    'node.js',
    'e.g. this, i.e. that',
    '3.5.md',
    'v1.2.pl',
    'README.md',
    'README.md/a',
    'Hello.World',
    'I like it.Is it?',
    'ASP.NET',
    'look.at this',
    'tell.me/',
    '3.50.de',
    'a/example.com',
    'ftp://example.com',
    'bank.example\\@evil.com',
    'https://google.com⁄(evil.com)',
    'google.com。evil.com',
    'gооgle.com', // two Cyrillic letters
    'аррӏе.com', // only Cyrillic letters
    'google.comノ.evil.com',
    'google.com\u200b.evil.com',
    'example.com/\u202egpj.exe',
    'example.com:443', // URL drops this port
    'somebody:secret@evil.com',
    'ann@abel@evil.com',
    '.ann@example.com',
    'ann..abel@example.com',
    'ann.@example.com',
    'änn@example.com',
    'ann@bücher.de',
    'ann@example.com/path',
    '@ann.dev',
  ])('%j has no scheme and is not a link', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  test.each([
    ['https://example.com/?next=(example.org', 'https://example.com/?next=(example.org'],
    ['https://example.com/ann@example.org', 'https://example.com/ann@example.org'],
  ])('are not found within another: %s', (text, shown) => {
    expect(linksIn(text).map(([link]) => link)).toEqual([shown])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://bank.example@evil.example/',
    'https://somebody:secret@evil.example/',
    'ftp://example.com',
    'https://',
    'https://[',
    'https://google.com\\@evil.example/', // browsers treat a backslash as a slash
    'https://google.com⁄.evil.example', // U+2044
    'https://google.com／.evil.example', // U+FF0F
    'https://google.com。evil.example', // U+3002
    'https://google.comノ.evil.example', // Latin and katakana
    'https://google.com.ノ.evil.example',
    'https://gооgle.com', // two Cyrillic letters
    'https://аррӏе.com', // only Cyrillic letters
    'https://ıcloud.com', // a dotless i
    'https://\u212amart.com', // the Kelvin sign
    'https://goo\u00adgle.com',
    'https://google.com\u200b.evil.example',
    'https://google.com\u3164.evil.example',
    'https://google.com\u2800.evil.example',
    'https://google.com/\u202egpj.exe',
    'https://google.com/\u0007',
    'https://e\u0301.example', // é in a decomposed form
    'https://مثال.example', // the bidi algorithm may reorder it
    'https://ex%61mple.com',
    'http://2130706433/', // is 127.0.0.1
  ])('%j is not a link', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  test('always join to the whole text, and always go to the host that the text shows', () => {
    const pieces = fc.constantFrom(
      'https://',
      'HTTP://',
      'a.example',
      'a.com',
      'ann',
      '.',
      'www.',
      'ü.example',
      'пример.рф',
      '日本.jp',
      '@',
      ':8080',
      '⁄',
      'о',
      '\u200b',
      '\u202e',
      '\\',
      '/',
      ').',
      '(',
      '"',
      ' ',
      '\n',
      '<b>',
    )
    const texts = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 }), fc.webUrl()))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        expect(
          linkify(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
        for (const [shown = '', href = ''] of linksIn(text)) {
          expect(shown).not.toMatch(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u)
          if (href === `mailto:${shown}`) {
            expect(shown).toMatch(/^[\w.+-]+@[\w.-]+$/)
            continue
          }
          const [, host] = /^(?:https?:\/\/)?([^/?#]*)/i.exec(shown) ?? []
          const { hostname, port } = new URL(href)
          expect(domainToUnicode(hostname) + (port && `:${port}`)).toBe(host?.toLowerCase())
        }
      }),
    )
  })
})
