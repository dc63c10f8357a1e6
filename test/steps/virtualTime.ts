/* Time that passes only when a test says so: the same test runs the same way on every machine. */

type Timer = { at: number; callback: () => void }

/** A random generator (mulberry32) whose numbers follow from its seed. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Waits for all work that needs no timer: Node.js runs every pending promise callback before the next immediate. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export const createVirtualTime = (start = Date.UTC(2026, 2, 2, 12)) => {
  let now = start
  let lastId = 0
  const timers = new Map<number, Timer>()

  const earliest = () => {
    let found: [id: number, timer: Timer] | undefined
    for (const entry of timers) if (!found || entry[1].at < found[1].at) found = entry
    return found
  }

  /** Runs the next timer that is due until then. Answers false if there is none. */
  const runNext = async (until: number): Promise<boolean> => {
    const [id, timer] = earliest() ?? []
    if (id === undefined || timer === undefined || timer.at > until) return false
    now = Math.max(now, timer.at)
    timers.delete(id)
    timer.callback()
    await settle()
    return true
  }

  return {
    now: () => now,
    settle,

    setTimeout: (callback: () => void, delayMs = 0): number => {
      lastId += 1
      timers.set(lastId, { at: now + Math.max(delayMs, 0), callback })
      return lastId
    },
    clearTimeout: (id: unknown) => {
      timers.delete(id as number)
    },

    /** Time passes: every timer that is due runs in order, and each has settled before the next. */
    advance: async (ms: number) => {
      const until = now + ms
      await settle()
      while (await runNext(until)) {}
      now = until
      await settle()
    },

    /** Time passes without any timer, as on a device that sleeps. Those that are due run when it wakes up. */
    sleep: (ms: number) => {
      now += ms
    },

    /** Time passes until this is so, timer by timer. Fails if it is not so within a time. */
    advanceUntil: async (isSo: () => boolean, withinMs = 60_000) => {
      const until = now + withinMs
      await settle()
      while (!isSo()) if (!(await runNext(until))) throw new Error(`not so within ${withinMs} ms: ${isSo}`)
    },
  }
}

export type VirtualTime = ReturnType<typeof createVirtualTime>
