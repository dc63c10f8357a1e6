import { recordCalls } from './awsCalls.ts'
import { type Capacity, sumOf } from './capacity.ts'
import { medianOf } from './percentiles.ts'

/** Something to measure repeatedly; `before` and `after` are not measured. */
export type Action = {
  name: string
  before?: () => Promise<unknown>
  run: () => Promise<unknown>
  after?: () => Promise<unknown>
}

export type Sample = { name: string; capacity: Capacity; ms: number }

/** Runs the actions in turn: the capacity of the last run of each, and the median of its times. */
export const sample = async (actions: Action[], rounds: number): Promise<Sample[]> => {
  const times = actions.map((): number[] => [])
  const capacities = actions.map((): Capacity => ({ wcu: 0, rcu: 0 }))
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { before, run, after }] of actions.entries()) {
      await before?.()
      const startedAt = performance.now()
      const { calls } = await recordCalls(run)
      times[index]?.push(performance.now() - startedAt)
      capacities[index] = sumOf(calls)
      await after?.()
    }
  }
  return actions.map(({ name }, index) => ({
    name,
    capacity: capacities[index] as Capacity,
    ms: medianOf(times[index] ?? []),
  }))
}
