const maxDelayMs = 30_000

/** Exponential backoff with jitter, so that the clients do not all come back at once after an outage. */
export const backoffMs = (failures: number, random: () => number): number =>
  Math.min(1000 * 2 ** failures, maxDelayMs) * (0.5 + random() / 2)
