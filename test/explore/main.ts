import { parseArgs } from 'node:util'
import { loadCode } from './code.ts'
import { defects } from './defects.ts'
import { type Engine, startEngine } from './engine.ts'
import { poolEnvironment } from './people.ts'
import { scenarios } from './scenarios.ts'
import { exploreAll, exploreRandomly, type Outcome, replay } from './search.ts'
import { createLab, type Lab, type Scenario } from './world.ts'

/*
 * npm run explore -- [--scenario <name>] [--schedule '<steps>'] [--seed <number>] [--share] [--defects]
 *
 * Runs every scenario in all orders, or, of the large ones, a number of random orders. The exit code is 1 if an order breaks an
 * invariant; the schedule that is printed runs that order again.
 */

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    schedule: { type: 'string' },
    seed: { type: 'string' },
    orders: { type: 'string' },
    share: { type: 'boolean' },
    defects: { type: 'boolean' },
  },
})

Object.assign(process.env, poolEnvironment, {
  LOG_LEVEL: 'silent',
  ALLOWED_ORIGINS: 'https://cruddur.example',
  SOCKETS_ENDPOINT: 'http://127.0.0.1:9',
  SENDS_PER_MINUTE: '1000000',
  STARTS_PER_HOUR: '1000000',
  READS_PER_MINUTE: '1000000',
  MARKS_PER_MINUTE: '1000000',
  FRAMES_PER_MINUTE: '1000000',
})

const numberOf = (text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`Not a number: ${text}`)
  return Number(text)
}

// In npm test, a schedule of each kind: the first orders of every scenario are those of actors that hardly meet.
const shareOfOrders = 40
const randomOrders = 300

const chosen = (): Scenario[] => {
  const { scenario } = values
  const found = scenarios.filter(({ name }) => !scenario || name === scenario)
  if (found.length > 0) return found
  throw new Error(`No scenario ${scenario}. There are: ${scenarios.map(({ name }) => name).join(', ')}`)
}

const explore = async (lab: Lab, scenario: Scenario, maxOrders: number): Promise<Outcome> => {
  for (const schedule of scenario.pinned ?? []) {
    const outcome = await replay(lab, scenario, schedule)
    if (outcome.found) return outcome
  }
  if (!scenario.isLarge) return exploreAll(lab, scenario, { maxOrders })
  const seed = numberOf(values.seed, 1)
  return exploreRandomly(lab, scenario, { seed, orders: Math.min(randomOrders, maxOrders) })
}

const report = (name: string, { found }: Outcome) => {
  if (!found) return
  process.exitCode = 1
  console.log(`\n${name} breaks an invariant:`)
  for (const problem of found.problems) console.log(`  ${problem}`)
  console.log(`Run it again: npm run explore -- --scenario ${name} --schedule '${found.schedule}'\n`)
}

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
const line = (...cells: (string | number)[]) =>
  console.log(cells.map((cell, index) => (index === 0 ? String(cell).padEnd(20) : String(cell).padStart(8))).join(' '))

const exploreScenarios = async (engine: Engine) => {
  const lab = createLab(await loadCode(), engine)
  const begin = performance.now()
  let all = 0
  line('scenario', 'orders', 'seconds')
  for (const scenario of chosen()) {
    const since = performance.now()
    const outcome =
      values.schedule === undefined
        ? await explore(lab, scenario, numberOf(values.orders, values.share ? shareOfOrders : 1e9))
        : await replay(lab, scenario, values.schedule)
    all += outcome.orders
    line(scenario.name, outcome.orders, seconds(since))
    report(scenario.name, outcome)
  }
  line('all', all, seconds(begin))
}

/** Every defect is found by a scenario, after so many orders. */
const exploreDefects = async (engine: Engine) => {
  for (const { name, tamper, edits } of defects) {
    const lab = createLab(await loadCode(edits), engine, tamper)
    let orders = 0
    let foundBy: string | undefined
    for (const scenario of chosen()) {
      const outcome = await explore(lab, scenario, numberOf(values.orders, 1e9))
      orders += outcome.orders
      if (!outcome.found) continue
      foundBy = `${scenario.name}, after ${outcome.orders} orders (${orders} in all): ${outcome.found.problems[0]}`
      break
    }
    if (tamper && lab.tampered === 0) foundBy = undefined
    console.log(`${name.padEnd(60)} ${foundBy ?? (lab.tampered === 0 && tamper ? 'NEVER APPLIED' : 'NOT FOUND')}`)
    if (!foundBy) process.exitCode = 1
  }
}

const engine = await startEngine()
try {
  await (values.defects ? exploreDefects(engine) : exploreScenarios(engine))
} finally {
  await engine.end()
}
