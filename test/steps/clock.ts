import { AsyncLocalStorage } from 'node:async_hooks'

const standing = new AsyncLocalStorage<number>()
const { now } = Date
let shiftMs = 0

// Our functions ask Date.now for the time: so they live when a test, or the bench, says.
Date.now = () => standing.getStore() ?? now() + shiftMs

/** For this work, and for nothing beside it, the clock stands still: how slow a machine is decides nothing. */
export const at = <T>(time: number, work: () => T): T => standing.run(time, work)

/** From now on it is so much earlier or later than it is. */
export const shiftClock = (ms: number) => {
  shiftMs = ms
}
