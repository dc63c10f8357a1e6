import { describe, expect, test } from '@jest/globals'
import { isOnlyEmoji } from '../../../web/src/emoji.ts'

describe('a message is shown as large emoji', () => {
  test.each(['🎉', '👍🏽', '❤️', '👩‍👩‍👧', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇦🇹', '1️⃣', '©️', '🎉🎉🎉', '👩‍👩‍👧 👍🏽\n🇦🇹'])(
    'if it is %s',
    (text) => {
      expect(isOnlyEmoji(text)).toBe(true)
    },
  )

  test.each([
    '',
    ' ',
    '1',
    '123',
    '#',
    '*',
    '©',
    '™',
    '☺', // a text character without the variation selector
    '♥',
    '🎉🎉🎉🎉',
    '🎉!',
    'a🎉',
    '🇦',
    '\u200d',
    '\ufe0f',
    '👩‍',
  ])('but not if it is "%s"', (text) => {
    expect(isOnlyEmoji(text)).toBe(false)
  })
})
