import { AsyncLocalStorage } from 'node:async_hooks'

const stoppedTime = new AsyncLocalStorage<number>()
const { now } = Date
let shiftMs = 0

// Our functions read the time with Date.now.
Date.now = () => stoppedTime.getStore() ?? now() + shiftMs

/** Stops the clock for this work only, so that its result does not depend on the machine's speed. */
export const at = <T>(time: number, work: () => T): T => stoppedTime.run(time, work)

/** Moves the clock. */
export const shiftClock = (ms: number) => {
  shiftMs = ms
}
