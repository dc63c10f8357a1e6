const maxDifferenceMs = 2000

/**
 * Estimates the server's clock: a key that is made from it is fresh, and a message that answers another one is newer than
 * it. The estimate starts as the device's clock and is corrected by what the server sends.
 */
export const createServerClock = (deviceNow: () => number) => {
  let aheadByMs = 0
  let lastKeyTime = 0
  let newestMessageTime = Number.NEGATIVE_INFINITY

  const set = (difference: number) => {
    aheadByMs = difference
    lastKeyTime = 0 // it was made by a wrong clock
  }

  return {
    now: () => deviceNow() + aheadByMs,

    /** The server's time, to the second. Corrects only a device whose clock is clearly wrong. */
    correct: (serverTime: number) => {
      const difference = serverTime - deviceNow()
      const latest = Math.max(difference, newestMessageTime + 1 - deviceNow())
      if (Math.abs(difference - aheadByMs) > maxDifferenceMs) set(latest)
    },

    /** A message was received, so the server's clock is past its time. */
    receivedMessage: (createdAt: string) => {
      newestMessageTime = Math.max(newestMessageTime, Date.parse(createdAt))
      aheadByMs = Math.max(aheadByMs, newestMessageTime + 1 - deviceNow())
    },

    /** The server stored our own message. If its time is before the key's, the key was ahead of the server's clock. */
    storedMessage: (keyTime: number, createdAt: string) => {
      if (Date.parse(createdAt) >= keyTime) return
      newestMessageTime = Date.parse(createdAt)
      set(newestMessageTime - deviceNow())
    },

    /** The server refused a key, perhaps because a wrong clock made it: the next key need not be later. */
    keyRefused: () => {
      lastKeyTime = 0
    },

    /** The time for a new key, later than that of the last one. */
    nextKeyTime: () => {
      lastKeyTime = Math.max(Math.floor(deviceNow() + aheadByMs), lastKeyTime + 1)
      return lastKeyTime
    },
  }
}

export type ServerClock = ReturnType<typeof createServerClock>
