export type Span = { from: number; to: number }

/** The length of the longest chain of calls that each started after the previous one had ended. */
export const roundTrips = (calls: { startedAt: number; endedAt: number }[]): number => {
  let [count, end] = [0, Number.NEGATIVE_INFINITY]
  for (const { startedAt, endedAt } of calls.toSorted((one, other) => one.endedAt - other.endedAt)) {
    if (startedAt < end) continue
    count += 1
    end = endedAt
  }
  return count
}

/** The time in which at least one call was waiting. Overlapping spans count once. */
export const waitingMs = (calls: { waiting: Span[] }[]): number => {
  let [sum, end] = [0, Number.NEGATIVE_INFINITY]
  const spans = calls.flatMap(({ waiting }) => waiting).sort((one, other) => one.from - other.from)
  for (const { from, to } of spans) {
    sum += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return sum
}
