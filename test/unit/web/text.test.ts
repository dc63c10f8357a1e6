import { describe, expect, test } from '@jest/globals'
import { maxUnread } from '../../../client/groupsState.ts'
import { newMessageSchema } from '../../../src/domain/bodySchemas.ts'
import { errorKinds, isErrorCode } from '../../../src/domain/error.ts'
import { maxUnread as maxUnreadOfApi } from '../../../src/domain/group.ts'
import { maxTextLength as maxTextLengthOfApi } from '../../../src/domain/message.ts'
import { errorMessage } from '../../../web/src/errorMessages.ts'
import { nameError } from '../../../web/src/nameError.ts'
import { initialsOf, isBlank, lengthOf, maxMessageLength, unreadText } from '../../../web/src/text.ts'

const takes = (message: string) => newMessageSchema.safeParse({ message, handle: 'bayko' }).success

describe('the limits of the client', () => {
  test('are those of the API', () => {
    expect([maxMessageLength, maxUnread]).toEqual([maxTextLengthOfApi, maxUnreadOfApi])
  })

  test.each([
    '',
    ' ',
    '\n\t',
    '\u00a0',
    '\u0085',
    '\u3000',
    '\u200b',
    '\u2060',
    '\u2800',
    '\u3164',
    '\u202e',
    '\u0000',
    '\u00ad\ufe0f \n',
    '\u200ba',
    ' a ',
    '🎉',
    'a'.repeat(1024),
    '🎉'.repeat(1025),
  ])('accept "%.5s…" if and only if the API does', (text) => {
    expect(!isBlank(text) && lengthOf(text) <= maxMessageLength).toBe(takes(text))
  })
})

test('unread messages are counted up to 99', () => {
  expect([1, 99, 100].map(unreadText)).toEqual(['1', '99', '99+'])
})

describe('a name', () => {
  test.each(['A', ' Ann Abel ', '🎉'.repeat(64), "Zoë O'Hara-Łukasz", '李小龍', 'عمر', 'ශ්‍රී', '👩‍👩‍👧'])(
    '"%s" is valid',
    (name) => {
      expect(nameError(name)).toBe('')
    },
  )

  test.each([
    ['Andrew Brown', 'AB'],
    ['londo', 'L'],
    [' Anna  van der Berg ', 'AB'],
    ['👩‍👩‍👧 👍🏽', '👩‍👩‍👧👍🏽'],
    ['🇦🇹🇩🇪', '🇦🇹'],
    ['e\u0301mile zola', 'E\u0301Z'],
    ['', ''],
  ])('"%s" has the initials %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })

  test.each([
    ['', /^Enter/],
    [' \u3164', /^Enter/],
    ['a'.repeat(65), /64/],
    ['🎉'.repeat(65), /64/],
    ['Ann\u202eAbel', /invisible/],
    ['Ann\u200b', /invisible/],
    ['Ann\u3164Abel', /invisible/],
    ['Ann\u0007', /invisible/],
    ['Ann\u2028Abel', /invisible/],
    ['Ann\ud800', /invisible/],
  ])('%j is refused with the reason', (name, words) => {
    expect(nameError(name)).toMatch(words)
  })
})

describe('an error message', () => {
  test.each([...Object.keys(errorKinds), 'NotAuthorizedException', 'SomethingNewException'])(
    'for %s is a sentence without the code',
    (code) => {
      expect(errorMessage(code)).toMatch(/^[A-Z][^_]+[.?]$/)
      expect(isErrorCode(errorMessage(code))).toBe(false)
    },
  )
})
