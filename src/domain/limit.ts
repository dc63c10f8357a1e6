/** So many times in so long. */
export type Limit = { name: string; most: number; seconds: number }

/** The stretch of time in which something falls, and when the next one begins. */
export const windowOf = ({ seconds }: Limit, now: number) => {
  const index = Math.floor(now / 1000 / seconds)
  return { index, endsAtSeconds: (index + 1) * seconds }
}

export const secondsLeft = (limit: Limit, now: number): number =>
  Math.max(1, Math.ceil(windowOf(limit, now).endsAtSeconds - now / 1000))

/** So many of a window are not counted where all can see them, but by each process for itself: a person never pays for more. */
export const freeOf = ({ most }: Limit): number => Math.floor(most / 8)
