import { describe, expect, test } from '@jest/globals'
import { createClock } from '../../../web/src/clock.ts'

const noon = Date.UTC(2026, 2, 2, 12)
const iso = (ms: number) => new Date(ms).toISOString()
const dated = (ms: number, age = '0') => new Headers({ date: new Date(ms).toUTCString(), age })

describe("the server's clock, as it is known here", () => {
  test('is the local one, to begin with, and not moved by a host whose time is to the second', () => {
    const clock = createClock(() => noon)
    clock.start(dated(noon - 1500))
    expect(clock.now()).toBe(noon)
  })

  test("is the host's, when the local one is plainly wrong", () => {
    const clock = createClock(() => noon + 3 * 86_400_000)
    clock.start(dated(noon))
    expect(clock.now()).toBe(noon)
  })

  test("is the host's at the time of the answer, when a cache has kept it for a while", () => {
    const clock = createClock(() => noon)
    clock.start(dated(noon - 60_000, '60'))
    expect(clock.now()).toBe(noon)
  })

  test("is the host's again, when the local one has been changed since", () => {
    let local = noon + 3 * 86_400_000
    const clock = createClock(() => local)
    clock.start(dated(noon))
    local = noon + 60_000
    expect(clock.mint()).toBe(noon + 60_000 - 3 * 86_400_000)
    clock.start(dated(noon + 60_000))
    expect(clock.mint()).toBe(noon + 60_000)
  })

  test('is later than the last message also when the host, whose time is to the second, says an earlier one', () => {
    let local = noon
    const clock = createClock(() => local)
    clock.heard(iso(noon + 700))
    local = noon + 2 * 86_400_000
    clock.start(dated(noon + 900))
    expect(clock.mint()).toBe(noon + 701)
  })

  test('is the local one when the host says no time', () => {
    const clock = createClock(() => noon)
    clock.start(new Headers())
    expect(clock.now()).toBe(noon)
  })

  test('is later than every message that has come, so that an answer stands behind what it answers', () => {
    const clock = createClock(() => noon)
    clock.heard(iso(noon + 700))
    clock.heard(iso(noon - 5000))
    expect(clock.mint()).toBeGreaterThan(noon + 700)
  })

  test('goes back when a key turned out to be ahead', () => {
    const clock = createClock(() => noon + 60_000)
    clock.placed(clock.mint(), iso(noon))
    expect([clock.now(), clock.mint()]).toEqual([noon, noon])
  })

  test('gives every key a time of its own', () => {
    const clock = createClock(() => noon)
    expect([clock.mint(), clock.mint(), clock.mint()]).toEqual([noon, noon + 1, noon + 2])
  })
})
