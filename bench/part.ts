import type { Table } from './table.ts'

/** An exact promise and the measured value. Times are never judged. */
export type Finding = { promise: string; holds: boolean; found: string }

export type Options = { isFull: boolean; isNewBudget: boolean; say: (what: string) => void }

export type Result = { tables: Table[]; findings: Finding[]; images?: Record<string, string> }

export type Part = { title: string; run: (options: Options) => Promise<Result> }

const format = (value: number) => Number(value.toFixed(3)).toString()

export const atMost = (what: string, max: number, found: number, unit: string): Finding => ({
  promise: `${what}: at most ${format(max)} ${unit}`,
  holds: found <= max + 1e-9,
  found: `${format(found)} ${unit}`,
})
