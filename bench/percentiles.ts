const nearestRank = (sorted: number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN

/** The 50th, 95th and 99th percentile (nearest rank), and the maximum. */
export const percentiles = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    p50: nearestRank(sorted, 0.5),
    p95: nearestRank(sorted, 0.95),
    p99: nearestRank(sorted, 0.99),
    max: nearestRank(sorted, 1),
  }
}

export const medianOf = (values: number[]): number => percentiles(values).p50
