import { expect, test } from '@jest/globals'
import { creationTimeOf } from '../../local/shardReader.ts'

const minute = Date.parse('2026-11-28T19:58:00.000Z')

test.each([
  ['to the second is used unchanged', minute + 22_000, minute + 60_200, minute + 22_000],
  ['cut to a past minute means the end of that minute', minute, minute + 60_200, minute + 59_999],
  ['cut to the current minute means now', minute, minute + 22_000, minute + 22_000],
  ['ahead of the local clock is used unchanged', minute, minute - 500, minute],
])('the time of a stream record that is %s', (_, at, now, expected) => {
  expect(creationTimeOf(at, now)).toBe(expected)
})
