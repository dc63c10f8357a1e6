export type Span = { from: number; to: number }

/** The length of the longest chain of calls that each started after the previous one had ended. */
export const roundTrips = (calls: { startedAt: number; endedAt: number }[]): number => {
  let [count, latestEnd] = [0, Number.NEGATIVE_INFINITY]
  for (const { startedAt, endedAt } of calls.toSorted((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < latestEnd) continue
    count += 1
    latestEnd = endedAt
  }
  return count
}

/** The time in which at least one call was waiting. Overlapping spans count once. */
export const waitingMs = (calls: { waiting: Span[] }[]): number => {
  let [sum, latestEnd] = [0, Number.NEGATIVE_INFINITY]
  const spans = calls.flatMap(({ waiting }) => waiting).sort((a, b) => a.from - b.from)
  for (const { from, to } of spans) {
    sum += Math.max(0, to - Math.max(from, latestEnd))
    latestEnd = Math.max(latestEnd, to)
  }
  return sum
}
