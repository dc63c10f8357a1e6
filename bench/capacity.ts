import { tapped } from './tap.ts'

/** Write and read units. */
export type Capacity = { wcu: number; rcu: number }

export const nothing: Capacity = { wcu: 0, rcu: 0 }

export const sumOf = (parts: Capacity[]): Capacity =>
  parts.reduce((sum, { wcu, rcu }) => ({ wcu: sum.wcu + wcu, rcu: sum.rcu + rcu }), nothing)

/** What the work took, as the engine says. */
export const capacityOf = async (work: () => Promise<unknown>): Promise<Capacity> =>
  sumOf((await tapped(work)).calls)

// On demand, us-east-1.
const dollarsPerMillion = { wcu: 0.625, rcu: 0.125 }

/** Dollars, when it is done a million times. */
export const dollarsOf = ({ wcu, rcu }: Capacity): number =>
  wcu * dollarsPerMillion.wcu + rcu * dollarsPerMillion.rcu

/** Both as one number: a write unit costs as much as five read units. */
export const inWriteUnits = ({ wcu, rcu }: Capacity): number => wcu + rcu / 5
