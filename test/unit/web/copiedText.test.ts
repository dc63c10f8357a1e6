import { describe, expect, test } from '@jest/globals'
import { copiedText } from '../../../web/src/copiedText.ts'
import { dateAndTime, timeOfDay } from '../../../web/src/time.ts'

const at = (day: number, hours: number) => new Date(2026, 2, day, hours, 5).toISOString()

describe('several messages, copied,', () => {
  test('are lines with the name and the time', () => {
    const messages = [
      { name: 'Ann Abel', createdAt: at(3, 14), text: 'Hello\nBen' },
      { name: 'Ben Bond', createdAt: at(3, 15), text: 'Hi' },
    ]
    expect(copiedText(messages)).toBe(
      `Ann Abel, ${timeOfDay(at(3, 14))}: Hello\nBen\nBen Bond, ${timeOfDay(at(3, 15))}: Hi`,
    )
  })

  test('have dates if they are of several days', () => {
    expect(dateAndTime(at(3, 14))).toMatch(/3.*2026.*:05/)
    const messages = [
      { name: 'Ann Abel', createdAt: at(3, 14), text: 'Hello' },
      { name: 'Ben Bond', createdAt: at(4, 9), text: 'Hi' },
    ]
    expect(copiedText(messages)).toBe(
      `Ann Abel, ${dateAndTime(at(3, 14))}: Hello\nBen Bond, ${dateAndTime(at(4, 9))}: Hi`,
    )
  })
})
