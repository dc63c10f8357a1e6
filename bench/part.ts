import type { Table } from './table.ts'

/** Something exact that must hold, and what was found. By time nothing is ever judged. */
export type Finding = { promise: string; holds: boolean; found: string }

export type Options = { isFull: boolean; isNewBudget: boolean; say: (what: string) => void }

export type Result = { tables: Table[]; findings: Finding[]; pictures?: Record<string, string> }

export type Part = { title: string; run: (options: Options) => Promise<Result> }

const number = (value: number) => Number(value.toFixed(3)).toString()

export const atMost = (what: string, most: number, found: number, unit: string): Finding => ({
  promise: `${what}: at most ${number(most)} ${unit}`,
  holds: found <= most + 1e-9,
  found: `${number(found)} ${unit}`,
})
