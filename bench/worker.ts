// Runs one part in a process of its own, so that parts do not share caches, modules or data.
import { type PartName, parts } from './parts.ts'

const [name = '', ...flags] = process.argv.slice(2)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.once('disconnect', () => process.exit(1))

const { title, run } = await parts[name as PartName]()
const say = (what: string) => process.send?.({ say: what })
const isNewBudget = flags.includes('--new-budget')
const result = await run({ isFull: flags.includes('--full'), isNewBudget, say })
process.send?.({ result: { title, ...result } }, () => process.exit(0))
