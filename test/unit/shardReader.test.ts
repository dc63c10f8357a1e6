import { expect, test } from '@jest/globals'
import { creationTimeOf } from '../../local/shardReader.ts'

const minute = Date.parse('2026-11-28T19:58:00.000Z')

test.each([
  ['to the second is taken as it is', minute + 22_000, minute + 60_200, minute + 22_000],
  ['cut to the minute that has passed stands for its end', minute, minute + 60_200, minute + 59_999],
  ['cut to the current minute stands for now', minute, minute + 22_000, minute + 22_000],
  ['ahead of the local clock is taken as it is', minute, minute - 500, minute],
])('the time of a stream record that is %s', (_, at, now, expected) => {
  expect(creationTimeOf(at, now)).toBe(expected)
})
