const realNow = Date.now
let shiftMs = 0

// Our functions ask Date.now for the time: so they live when the bench says.
Date.now = () => realNow() + shiftMs

/** From now on it is so much earlier or later than it is. */
export const shiftClock = (ms: number) => {
  shiftMs = ms
}

export const minutes = (count: number): number => count * 60_000
