import { describe, expect, test } from '@jest/globals'
import { createServerClock } from '../../../client/serverClock.ts'

const noon = Date.UTC(2026, 2, 2, 12)
const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString()

describe("the estimate of the server's clock", () => {
  test("starts as the device's clock, and ignores a small difference from a time in whole seconds", () => {
    const clock = createServerClock(() => noon)
    clock.correct(noon - 1500)
    expect(clock.now()).toBe(noon)
  })

  test("follows the server when the device's clock is clearly wrong, also when it is changed later", () => {
    let device = noon + 3 * dayMs
    const clock = createServerClock(() => device)
    clock.correct(noon)
    expect([clock.now(), clock.nextKeyTime()]).toEqual([noon, noon])
    device = noon + 60_000
    clock.correct(noon + 60_000)
    expect(clock.nextKeyTime()).toBe(noon + 60_000)
  })

  test('is later than every received message, so that an answer is placed after the message it answers', () => {
    const clock = createServerClock(() => noon)
    clock.receivedMessage(iso(noon + 700))
    clock.receivedMessage(iso(noon - 5000))
    expect(clock.nextKeyTime()).toBe(noon + 701)
  })

  test('stays later than the last message when a time in whole seconds is earlier', () => {
    let device = noon
    const clock = createServerClock(() => device)
    clock.receivedMessage(iso(noon + 700))
    device = noon + 2 * dayMs
    clock.correct(noon)
    expect(clock.nextKeyTime()).toBe(noon + 701)
  })

  test('goes back when the server has stored a message with an earlier time than its key', () => {
    const clock = createServerClock(() => noon + 60_000)
    clock.storedMessage(clock.nextKeyTime(), iso(noon))
    expect([clock.now(), clock.nextKeyTime()]).toEqual([noon, noon])
  })

  test('gives every key a different time', () => {
    const clock = createServerClock(() => noon)
    expect([clock.nextKeyTime(), clock.nextKeyTime(), clock.nextKeyTime()]).toEqual([
      noon,
      noon + 1,
      noon + 2,
    ])
  })
})
