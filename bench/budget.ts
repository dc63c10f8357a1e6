import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('./budget.json', import.meta.url)

/** So much more than when it was last measured may a zip have. */
const margin = 1.05

type Sizes = Record<string, number>

const readBudget = (): Sizes => JSON.parse(readFileSync(file, 'utf8'))

/** Which zips, named by their functions, have more bytes than bench/budget.json gives them; in words. */
export const overBudget = (zips: Sizes, budget = readBudget()): string[] =>
  Object.entries(zips).flatMap(([name, bytes]) => {
    const most = budget[name]
    if (most === undefined) return [`${name} has no budget`]
    return bytes > most ? [`${name} has ${bytes} bytes, and may have ${most}`] : []
  })

/** What they have now is from now on the measure. */
export const writeBudget = (zips: Sizes) => {
  const budget = Object.entries(zips).map(([name, bytes]) => [name, Math.ceil((bytes * margin) / 100) * 100])
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(budget), null, 2)}\n`)
}
