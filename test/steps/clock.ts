import { AsyncLocalStorage } from 'node:async_hooks'

const standing = new AsyncLocalStorage<number>()
const { now } = Date
let shiftMs = 0

// Our functions read the time with Date.now.
Date.now = () => standing.getStore() ?? now() + shiftMs

/** Stops the clock for this work only, so that its result does not depend on the machine's speed. */
export const at = <T>(time: number, work: () => T): T => standing.run(time, work)

/** Moves the clock. */
export const shiftClock = (ms: number) => {
  shiftMs = ms
}
