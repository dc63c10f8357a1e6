import { describe, expect, test } from '@jest/globals'
import { newMessageSchema } from '../../../src/domain/bodies.ts'
import { isErrorCode, kinds } from '../../../src/domain/error.ts'
import { mostUnread as mostUnreadOfApi } from '../../../src/domain/group.ts'
import { longest as longestOfApi } from '../../../src/domain/message.ts'
import { mostUnread } from '../../../web/src/state/inbox.ts'
import { isBlank, lengthOf, longest } from '../../../web/src/text.ts'
import { wordsFor } from '../../../web/src/words.ts'

const takes = (message: string) => newMessageSchema.safeParse({ message, handle: 'bayko' }).success

describe('what the client knows without asking', () => {
  test('is what the API says', () => {
    expect([longest, mostUnread]).toEqual([longestOfApi, mostUnreadOfApi])
  })

  test.each([
    '',
    ' ',
    '\n\t',
    '\u00a0',
    '\u0085',
    '\u3000',
    ' a ',
    '🎉',
    'a'.repeat(1024),
    '🎉'.repeat(1025),
  ])('about sending "%.5s…" is what the API does', (text) => {
    expect(!isBlank(text) && lengthOf(text) <= longest).toBe(takes(text))
  })
})

describe('what went wrong', () => {
  test.each([...Object.keys(kinds), 'NotAuthorizedException', 'SomethingNewException'])(
    '%s is said in words, and not in codes',
    (code) => {
      expect(wordsFor(code)).toMatch(/^[A-Z][^_]+[.?]$/)
      expect(isErrorCode(wordsFor(code))).toBe(false)
    },
  )
})
