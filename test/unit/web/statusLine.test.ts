import { describe, expect, test } from '@jest/globals'
import { type Situation, statusLineOf } from '../../../web/src/statusLine.ts'

const allWell: Situation = {
  isExpired: false,
  connection: 'live',
  isOnline: true,
  hasUnstored: false,
  isThrottled: false,
  isFailing: false,
}

const textOf = (changes: Partial<Situation>): string => statusLineOf({ ...allWell, ...changes }).text

describe('the status line', () => {
  test('is empty if everything works, and before the start', () => {
    expect([textOf({}), textOf({ connection: 'stopped' })]).toEqual(['', ''])
  })

  test('says what is most important of all that does not work', () => {
    const worst: Partial<Situation> = {
      isExpired: true,
      connection: 'offline',
      isOnline: false,
      hasUnstored: true,
      isThrottled: true,
      isFailing: true,
    }
    const repairs: Partial<Situation>[] = [
      {},
      { isExpired: false },
      { hasUnstored: false },
      { isOnline: true },
      { connection: 'polling', hasUnstored: true },
      { hasUnstored: false },
      { isThrottled: false },
      { isFailing: false },
      { connection: 'connecting' },
      { connection: 'live' },
    ]
    let situation = worst
    const texts = repairs.map((repair) => {
      situation = { ...situation, ...repair }
      return textOf(situation)
    })
    expect(texts).toEqual([
      'Your session has expired.',
      'No internet connection. Keep this page open until your messages are sent.',
      'No internet connection. Messages will be sent later.',
      "Can't connect. Trying again…",
      "This browser can't save what you write. Keep this page open until your messages are sent.",
      "You're doing that too fast. Trying again in a moment…",
      "Can't connect. Trying again…",
      'Live updates unavailable. Checking every few seconds.',
      'Connecting…',
      '',
    ])
  })

  test('does not mention what is usually over in a moment, unless it lasts', () => {
    const brief: Partial<Situation>[] = [
      { connection: 'connecting' },
      { isThrottled: true },
      { hasUnstored: true },
    ]
    expect(brief.map((changes) => statusLineOf({ ...allWell, ...changes }).isBrief)).toEqual([
      true,
      true,
      true,
    ])
    expect(statusLineOf({ ...allWell, connection: 'offline' }).isBrief).toBeUndefined()
  })
})
