import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('./budget.json', import.meta.url)

/** A budget is 5 % above the size at the time when it is written. */
const margin = 1.05

type Sizes = Record<string, number>

const readBudget = (): Sizes => JSON.parse(readFileSync(file, 'utf8'))

/** Describes each function whose zip is over its budget in bench/budget.json, or has none. */
export const overBudget = (zips: Sizes, budget = readBudget()): string[] =>
  Object.entries(zips).flatMap(([name, bytes]) => {
    const maxBytes = budget[name]
    if (maxBytes === undefined) return [`${name} has no budget`]
    return bytes > maxBytes ? [`${name} has ${bytes} bytes; its budget is ${maxBytes}`] : []
  })

/** Sets new budgets from the current sizes. */
export const writeBudget = (zips: Sizes) => {
  const budget = Object.entries(zips).map(([name, bytes]) => [name, Math.ceil((bytes * margin) / 100) * 100])
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(budget), null, 2)}\n`)
}
