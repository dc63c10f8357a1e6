import { parseArgs } from 'node:util'
import { loadCode } from './code.ts'
import { defects } from './defects.ts'
import { type Engine, startEngine } from './engine.ts'
import { poolEnvironment } from './people.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { exploreAll, exploreRandomly, type Result, replay } from './search.ts'
import { createSimulator, type Simulator } from './simulator.ts'

const usage = `npm run explore -- [--scenario <name>] [--schedule '<steps>'] [--seed <number>] [--orders <number>]
npm run explore -- --defects [--defect <name>]

Runs each scenario of test/explore/scenarios in all orders of its events that differ, and large scenarios in random orders.
The exit code is 1 if an order breaks an invariant. The schedule that is then printed runs that order again.

--orders   at most this many orders of each scenario
--share    the few orders of each scenario that "npm test" runs
--seed     other random orders
--all      also orders that differ only in calls to different items
--defects  checks that each defect of test/explore/defects.ts is found`

const options = {
  scenario: { type: 'string' },
  schedule: { type: 'string' },
  seed: { type: 'string' },
  orders: { type: 'string' },
  defect: { type: 'string' },
  share: { type: 'boolean' },
  all: { type: 'boolean' },
  defects: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const ordersOfShare = 12
const randomOrders = 300

const environment = {
  ...poolEnvironment,
  LOG_LEVEL: 'silent',
  ALLOWED_ORIGINS: 'https://cruddur.example',
  SOCKETS_ENDPOINT: 'http://127.0.0.1:9',
  SENDS_PER_MINUTE: '1000000',
  STARTS_PER_HOUR: '1000000',
  READS_PER_MINUTE: '1000000',
  MARKS_PER_MINUTE: '1000000',
  FRAMES_PER_MINUTE: '1000000',
}

/** A mistake of the person at the keyboard. */
class UsageError extends Error {}

const numberOf = (text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`Not a number: ${text}`)
  return Number(text)
}

const named = <T extends { name: string }>(all: T[], kind: string, name: string | undefined): T[] => {
  const found = name === undefined ? all : all.filter((one) => one.name === name)
  if (found.length > 0) return found
  throw new UsageError(`No ${kind} "${name}". There are: ${all.map((one) => one.name).join(', ')}`)
}

type Limits = { seed: number; maxOrders: number; isReduced: boolean }

const explore = async (simulator: Simulator, scenario: Scenario, limits: Limits): Promise<Result> => {
  const { seed, maxOrders } = limits
  for (const schedule of scenario.pinned ?? []) {
    const result = await replay(simulator, scenario, schedule)
    if (result.found) return result
  }
  return scenario.isLarge
    ? exploreRandomly(simulator, scenario, { seed, orders: Math.min(randomOrders, maxOrders) })
    : exploreAll(simulator, scenario, limits)
}

const print = (text: string) => process.stdout.write(`${text}\n`)

const row = (name: string, ...figures: (string | number)[]) =>
  print(`${name.padEnd(20)}${figures.map((figure) => String(figure).padStart(9)).join('')}`)

const startTimer = () => {
  const start = performance.now()
  return () => ((performance.now() - start) / 1000).toFixed(1)
}

const report = (name: string, { found }: Result) => {
  if (!found) return
  process.exitCode = 1
  print(`\n${name} breaks an invariant:`)
  for (const problem of found.problems) print(`  ${problem}`)
  print(`Run it again: npm run explore -- --scenario ${name} --schedule '${found.schedule}'\n`)
}

const exploreScenarios = async (engine: Engine, chosen: Scenario[], limits: Limits, schedule?: string) => {
  const simulator = createSimulator(await loadCode(), engine)
  const timeOfAll = startTimer()
  let orders = 0
  row('scenario', 'orders', 'ends', 'seconds')
  for (const scenario of chosen) {
    const time = startTimer()
    const result =
      schedule === undefined
        ? await explore(simulator, scenario, limits)
        : await replay(simulator, scenario, schedule).catch((error: unknown) => {
            throw new UsageError((error as Error).message)
          })
    orders += result.orders
    row(scenario.name, result.orders, result.ends?.size ?? 1, time())
    report(scenario.name, result)
  }
  row('all', orders, '', timeOfAll())
}

/** Each defect must be found: by the scenario that is made for it, or by another. */
const exploreDefects = async (engine: Engine, chosen: Scenario[], limits: Limits, name?: string) => {
  for (const defect of named(defects, 'defect', name)) {
    const simulator = createSimulator(await loadCode(defect.edits), engine, defect.mutation)
    const isMade = (scenario: Scenario) => scenario.name === defect.scenario
    const inTurn = chosen.toSorted((one, other) => Number(isMade(other)) - Number(isMade(one)))
    let result = 'NOT FOUND'
    for (const scenario of inTurn) {
      const { orders, found } = await explore(simulator, scenario, limits)
      if (!found) continue
      result = `${scenario.name} after ${orders} orders: ${found.problems[0]}`
      break
    }
    if (defect.mutation && simulator.mutated === 0) result = 'NEVER APPLIED'
    if (result.startsWith('N')) process.exitCode = 1
    print(`${defect.name.padEnd(62)}${result}`)
  }
}

const run = async () => {
  const { values } = parseArgs({ options })
  if (values.help) return print(usage)
  const chosen = named(scenarios, 'scenario', values.scenario)
  const all = values.share ? ordersOfShare : Number.POSITIVE_INFINITY
  const limits = {
    seed: numberOf(values.seed, 1),
    maxOrders: numberOf(values.orders, all),
    isReduced: !values.all,
  }
  Object.assign(process.env, environment)
  const engine = await startEngine()
  try {
    await (values.defects
      ? exploreDefects(engine, chosen, limits, values.defect)
      : exploreScenarios(engine, chosen, limits, values.schedule))
  } finally {
    await engine.end()
  }
}

await run().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error
  process.exitCode = 1
  process.stderr.write(`${error.message}\n`)
})
