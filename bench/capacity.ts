import { recordCalls } from './awsCalls.ts'

/** Write and read units. */
export type Capacity = { wcu: number; rcu: number }

export const nothing: Capacity = { wcu: 0, rcu: 0 }

export const sumOf = (parts: Capacity[]): Capacity =>
  parts.reduce((sum, { wcu, rcu }) => ({ wcu: sum.wcu + wcu, rcu: sum.rcu + rcu }), nothing)

/** Runs the work and returns the capacity that its calls consumed. */
export const capacityOf = async (work: () => Promise<unknown>): Promise<Capacity> =>
  sumOf((await recordCalls(work)).calls)

// On demand, us-east-1.
const dollarsPerMillion = { wcu: 0.625, rcu: 0.125 }

/** The price of a million repetitions, in dollars. */
export const dollarsOf = ({ wcu, rcu }: Capacity): number =>
  wcu * dollarsPerMillion.wcu + rcu * dollarsPerMillion.rcu

/** A write unit costs as much as five read units. */
export const inWriteUnits = ({ wcu, rcu }: Capacity): number => wcu + rcu / 5
