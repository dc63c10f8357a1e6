import { describe, expect, test } from '@jest/globals'
import { dayHeading, isSameDay, shortTime } from '../../../web/src/time.ts'

// In local time.
const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour)
const now = at(2026, 3, 12, 0)

describe('a time', () => {
  test.each([
    [at(2026, 3, 11, 23), 'Yesterday', 'Yesterday'],
    [at(2026, 3, 10, 0), 'Tue', /Tuesday.*10.*March|Tuesday, March 10/],
    [at(2026, 3, 6), 'Fri', /Friday/],
    [at(2026, 3, 5), /^(5 Mar|Mar 5)$/, /Thursday/],
    [at(2025, 3, 13), /^(13\/0?3|0?3\/13)\/25$/, /Thursday.*2025/],
  ])('%s is short in the list, and a full date in the conversation', (time, short, long) => {
    expect(shortTime(time.toISOString(), now)).toMatch(short)
    expect(dayHeading(time.toISOString(), now)).toMatch(long)
  })

  test.each([at(2026, 3, 12, 0), at(2026, 3, 12, 9)])(
    'of today is the time of day, even if the clock of the server is ahead',
    (time) => {
      expect(shortTime(time.toISOString(), now)).toMatch(/^\d{1,2}:\d\d/)
      expect(dayHeading(time.toISOString(), now)).toBe('Today')
    },
  )

  test("a day ends at midnight in the reader's time zone", () => {
    const [evening, night, morning] = [at(2026, 3, 11, 23), at(2026, 3, 12, 0), at(2026, 3, 12, 8)]
    const [one = '', two = '', three = ''] = [evening, night, morning].map((time) => time?.toISOString())
    expect([isSameDay(one, two), isSameDay(two, three)]).toEqual([false, true])
  })
})
