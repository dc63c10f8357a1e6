import { describe, expect, test } from '@jest/globals'
import { positiveIntegerFrom } from '../../bin/command.ts'
import { periodFrom } from '../../bin/period.ts'

/** A time in the local time zone. */
const here = (...parts: number[]) => new Date(...(parts as [number, number])).toISOString()

describe('a time', () => {
  test.each([
    ['2026-11-20', here(2026, 10, 20)],
    ['2026-07-20', here(2026, 6, 20)],
    ['2024-02-29', here(2024, 1, 29)],
    ['2026-11-20 14:30', here(2026, 10, 20, 14, 30)],
    ['2026-11-20T14:30', here(2026, 10, 20, 14, 30)],
    ['2026-11-20T14:30:15.123', here(2026, 10, 20, 14, 30, 15, 123)],
    ['2026-11-20T14:30:00Z', '2026-11-20T14:30:00.000Z'],
    ['2026-11-20T14:30:00+05:30', '2026-11-20T09:00:00.000Z'],
    [' 2026-11-20 ', here(2026, 10, 20)],
  ])('%j is %s', (time, iso) => {
    const begins = expect.stringMatching(new RegExp(`^${iso.replace('Z', '')}Z?$`))
    expect(periodFrom({ since: time })).toMatchObject({ since: begins, before: undefined })
    expect(periodFrom({ before: time })).toMatchObject({ since: undefined, before: begins })
  })

  test.each([
    'tomorrow',
    'noon 5',
    '5',
    '0',
    '2026-02-30',
    '2025-02-29',
    '2026-02-30 10:00',
    '2026-13-01',
    '2026-11-20T25:00',
    '2026-11-20 14:60',
    '12:30',
    '99999-01-01',
    '-1',
    ' ',
    '',
  ])('%j is invalid', (time) => {
    expect(() => periodFrom({ since: time })).toThrow(`Not a valid time for --since: ${time}.`)
    expect(() => periodFrom({ before: time })).toThrow(`Not a valid time for --before: ${time}.`)
  })
})

describe('a limit', () => {
  test('is 20 by default', () => {
    expect(periodFrom({})).toEqual({ since: undefined, before: undefined, limit: 20 })
  })

  test.each([
    ['1', 1],
    ['20', 20],
    ['999999999', 999_999_999],
  ])('%s is a number', (text, number) => {
    expect(positiveIntegerFrom('limit', text)).toBe(number)
  })

  test.each(['0', '-1', '1.5', 'many', '1e3', '0x10', '05', '', ' 5', '9999999999'])(
    '%j is invalid',
    (text) => {
      expect(() => positiveIntegerFrom('limit', text)).toThrow(
        `--limit must be a whole number of at least 1, not ${text}`,
      )
    },
  )
})
