/** What half of them, 95 of a hundred, and all of them stay within. */
export const percentiles = (values: number[]): string => {
  const sorted = values.toSorted((one, another) => one - another)
  const within = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
  return `p50 ${within(0.5)}, p95 ${within(0.95)}, max ${within(1)}`
}
