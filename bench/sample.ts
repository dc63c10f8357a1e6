import { type Capacity, sumOf } from './capacity.ts'
import { medianOf } from './percentiles.ts'
import { tapped } from './tap.ts'

/** What is measured again and again. What comes before and after each time is not measured. */
export type Act = {
  name: string
  before?: () => Promise<unknown>
  act: () => Promise<unknown>
  after?: () => Promise<unknown>
}

export type Sample = { name: string; capacity: Capacity; ms: number }

/** The acts by turns, so many rounds: what one takes of capacity (the last time), and the median of its time. */
export const sample = async (acts: Act[], rounds: number): Promise<Sample[]> => {
  const times = acts.map((): number[] => [])
  const capacities = acts.map((): Capacity => ({ wcu: 0, rcu: 0 }))
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { before, act, after }] of acts.entries()) {
      await before?.()
      const startedAt = performance.now()
      const { calls } = await tapped(act)
      times[index]?.push(performance.now() - startedAt)
      capacities[index] = sumOf(calls)
      await after?.()
    }
  }
  return acts.map(({ name }, index) => ({
    name,
    capacity: capacities[index] as Capacity,
    ms: medianOf(times[index] ?? []),
  }))
}
