/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number from 0 to n - 1. Number i has a share in proportion to (i + 1)^-skew. */
export const skewed = (random: number, n: number, skew: number): number =>
  Math.min(n - 1, Math.floor(n * random ** (1 / (1 - skew))))

/** At least 1. Heavy-tailed, with this mean. */
export const paretoCount = (random: number, mean: number): number => {
  const alpha = 1.6
  const least = (mean * (alpha - 1)) / alpha
  return Math.max(1, Math.round(least / (1 - random) ** (1 / alpha)))
}

export const exponential = (random: number, mean: number): number => -Math.log(1 - random) * mean
