import { describe, expect, test } from '@jest/globals'
import { createClock } from '../../../web/src/clock.ts'

const noon = Date.UTC(2026, 2, 2, 12)
const iso = (ms: number) => new Date(ms).toISOString()
const dated = (ms: number, age = '0') => new Headers({ date: new Date(ms).toUTCString(), age })

describe("the client's estimate of the server clock", () => {
  test('starts as the local clock, and ignores a small difference from the Date header, which has whole seconds', () => {
    const clock = createClock(() => noon)
    clock.start(dated(noon - 1500))
    expect(clock.now()).toBe(noon)
  })

  test('follows the Date header when the local clock is clearly wrong', () => {
    const clock = createClock(() => noon + 3 * 86_400_000)
    clock.start(dated(noon))
    expect(clock.now()).toBe(noon)
  })

  test('adds the Age header of a cached response', () => {
    const clock = createClock(() => noon)
    clock.start(dated(noon - 60_000, '60'))
    expect(clock.now()).toBe(noon)
  })

  test('follows the Date header again when the local clock has been changed', () => {
    let local = noon + 3 * 86_400_000
    const clock = createClock(() => local)
    clock.start(dated(noon))
    local = noon + 60_000
    expect(clock.mint()).toBe(noon + 60_000 - 3 * 86_400_000)
    clock.start(dated(noon + 60_000))
    expect(clock.mint()).toBe(noon + 60_000)
  })

  test('is later than the last message even if the Date header, which has whole seconds, is earlier', () => {
    let local = noon
    const clock = createClock(() => local)
    clock.heard(iso(noon + 700))
    local = noon + 2 * 86_400_000
    clock.start(dated(noon + 900))
    expect(clock.mint()).toBe(noon + 701)
  })

  test('is the local clock if there is no Date header', () => {
    const clock = createClock(() => noon)
    clock.start(new Headers())
    expect(clock.now()).toBe(noon)
  })

  test('is later than every received message, so that an answer is placed after the message it answers', () => {
    const clock = createClock(() => noon)
    clock.heard(iso(noon + 700))
    clock.heard(iso(noon - 5000))
    expect(clock.mint()).toBeGreaterThan(noon + 700)
  })

  test('goes back when the server has stored a message with an earlier time than its key', () => {
    const clock = createClock(() => noon + 60_000)
    clock.placed(clock.mint(), iso(noon))
    expect([clock.now(), clock.mint()]).toEqual([noon, noon])
  })

  test('gives every key a different time', () => {
    const clock = createClock(() => noon)
    expect([clock.mint(), clock.mint(), clock.mint()]).toEqual([noon, noon + 1, noon + 2])
  })
})
