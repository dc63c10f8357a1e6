const at = (sorted: number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN

/** What half of them, 95 and 99 of a hundred, and all of them stay within. */
export const percentiles = (values: number[]) => {
  const sorted = values.toSorted((one, another) => one - another)
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99), max: at(sorted, 1) }
}

export const medianOf = (values: number[]): number => percentiles(values).p50
