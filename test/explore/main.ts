import { parseArgs } from 'node:util'
import { bucketName, bucketUrl } from './bucket.ts'
import { loadCode } from './code.ts'
import { defects } from './defects.ts'
import { startEngine } from './engine.ts'
import { type Job, type Report, scenarioReport } from './jobs.ts'
import { poolEnvironment } from './people.ts'
import { pushOrigin } from './pushService.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { replay } from './schedule.ts'
import type { Limits } from './search.ts'
import { createSimulator } from './simulator.ts'
import { inWorkers } from './workers.ts'

const usage = `npm run explore -- [--scenario <name>] [--schedule '<steps>'] [--seed <number>] [--orders <number>]
npm run explore -- --defects [--defect <name>]

Runs each scenario of test/explore/scenarios in all orders of its events that differ, and large scenarios in random orders.
The exit code is 1 if an order breaks an invariant. The schedule that is then printed runs that order again.

--orders   at most this many orders of each scenario
--share    the few random orders of each scenario that "npm test" runs
--seed     other random orders
--all      also orders that lead to nothing new: for small scenarios
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

const ordersOfShare = 8

const environment = {
  ...poolEnvironment,
  LOG_LEVEL: 'silent',
  ALLOWED_ORIGINS: 'https://cruddur.example',
  SOCKETS_ENDPOINT: 'http://127.0.0.1:9',
  SENDS_PER_MINUTE: '1000000',
  STARTS_PER_HOUR: '1000000',
  GROUPS_PER_HOUR: '1000000',
  READS_PER_MINUTE: '1000000',
  CHANGES_PER_MINUTE: '1000000',
  RENAMES_PER_HOUR: '1000000',
  WORK_QUEUE_URL: 'http://127.0.0.1:9/work',
  UPLOADS_PER_HOUR: '1000000',
  ATTACHMENTS_URL: bucketUrl,
  ATTACHMENTS_BUCKET: bucketName,
  LOCAL_BUCKET_PORT: new URL(bucketUrl).port, // from which commands derive these two
  REPORTS_PER_HOUR: '1000000',
  MESSAGE_SEARCHES_PER_MINUTE: '1000000',
  PEOPLE_SEARCHES_PER_MINUTE: '1000000',
  REPORT_DAYS: '180',
  MARKS_PER_MINUTE: '1000000',
  FRAMES_PER_MINUTE: '1000000',
  EXPORTS_PER_DAY: '1000000',
  PUSH_SERVICES: pushOrigin,
  PUSH_KEYS_PARAMETER: '/explore/push-keys',
  WEB_PUSH_QUEUE_URL: 'http://127.0.0.1:9/pushes',
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

const print = (text: string) => process.stdout.write(`${text}\n`)

const row = (width: number, name: string, ...figures: (string | number)[]) =>
  print(`${name.padEnd(width)}${figures.map((figure) => String(figure).padStart(9)).join('')}`.trimEnd())

const reportTo = (width: number) => {
  const total = { orders: 0 }
  const report = ({ name, figures, orders, problems }: Report) => {
    total.orders += orders
    if (figures.length > 0) row(width, name, ...figures)
    if (problems.length === 0) return
    process.exitCode = 1
    print(`\n${problems.join('\n')}\n`)
  }
  return { total, report }
}

const replaySchedule = async (scenario: Scenario, schedule: string) => {
  const engine = await startEngine()
  try {
    const simulator = createSimulator(await loadCode(), engine)
    const result = await replay(simulator, scenario, schedule).catch((error: unknown) => {
      throw new UsageError((error as Error).message)
    })
    reportTo(20).report(scenarioReport(scenario, result, ''))
  } finally {
    await engine.end()
  }
}

const exploreScenarios = async (chosen: Scenario[], limits: Limits) => {
  const start = performance.now()
  const { total, report } = reportTo(20)
  row(20, 'scenario', 'orders', 'ends', 'seconds')
  await inWorkers(
    chosen.map(({ name }) => ({ kind: 'scenario', name, limits })),
    report,
  )
  row(20, 'all', total.orders, '', ((performance.now() - start) / 1000).toFixed(1))
}

const findDefects = async (jobs: Job[]) => {
  const { report } = reportTo(80)
  await inWorkers(jobs, ({ figures: [scenario = '', orders = ''], ...rest }) =>
    report({ ...rest, figures: scenario ? [`${scenario} after ${orders} orders`] : [] }),
  )
}

const run = async () => {
  const { values } = parseArgs({ options })
  if (values.help) return print(usage)
  const chosen = named(scenarios, 'scenario', values.scenario)
  const limits = {
    seed: numberOf(values.seed, 1),
    maxOrders: numberOf(values.orders, values.share ? ordersOfShare : Number.MAX_SAFE_INTEGER),
    isReduced: !values.all,
  }
  Object.assign(process.env, environment)
  const [first] = chosen
  if (values.schedule !== undefined && first) return replaySchedule(first, values.schedule)
  if (!values.defects) return exploreScenarios(chosen, limits)
  const scenarioName = values.scenario === undefined ? {} : { scenarioName: values.scenario }
  return findDefects(
    named(defects, 'defect', values.defect).map(({ name }) => ({
      kind: 'defect',
      name,
      limits,
      ...scenarioName,
    })),
  )
}

await run().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error
  process.exitCode = 1
  process.stderr.write(`${error.message}\n`)
})
