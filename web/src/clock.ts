const believedWithinMs = 2000

/**
 * The server's clock, as far as it can be known from here: keys that are minted by it are fresh, and messages that answer
 * others come after them. It starts as the local clock and learns from every message that comes by.
 */
export const createClock = (localNow: () => number = Date.now) => {
  let aheadByMs = 0
  let lastMinted = 0
  let newestHeardAt = Number.NEGATIVE_INFINITY
  const set = (difference: number) => {
    aheadByMs = difference
    lastMinted = 0 // by a clock that was wrong
  }
  return {
    now: () => localNow() + aheadByMs,

    /** A coarse look at the start, for a local clock that is plainly wrong: the `Date` of our own host, which is to the second. Again when the server refuses a key, for the local clock may have been changed meanwhile. */
    start: (headers: Headers) => {
      const served = Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1000
      const difference = served - localNow()
      // The header is cut to the second, and a message may have come since.
      const latest = Math.max(difference, newestHeardAt + 1 - localNow())
      if (Math.abs(difference - aheadByMs) > believedWithinMs) set(latest)
    },

    /** A message has come: at the server it is later than that. */
    heard: (createdAt: string) => {
      newestHeardAt = Math.max(newestHeardAt, Date.parse(createdAt))
      aheadByMs = Math.max(aheadByMs, newestHeardAt + 1 - localNow())
    },

    /** Our own message was given an earlier time than its key had: the key was ahead of the server's clock. */
    placed: (timeOfUuid: number, createdAt: string) => {
      if (Date.parse(createdAt) >= timeOfUuid) return
      newestHeardAt = Date.parse(createdAt)
      set(newestHeardAt - localNow())
    },

    /** A time for a new key, different from the last one. */
    mint: () => {
      lastMinted = Math.max(Math.floor(localNow() + aheadByMs), lastMinted + 1)
      return lastMinted
    },
  }
}

export const serverClock = createClock()
