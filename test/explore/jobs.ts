import { loadCode } from './code.ts'
import type { Defect } from './defect.ts'
import { defects } from './defects.ts'
import type { Engine } from './engine.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { exploreRandomly, type Result, replay } from './schedule.ts'
import { exploreAll, type Limits } from './search.ts'
import { createSimulator, type Simulator } from './simulator.ts'

/* What a worker does: explore one scenario, or find one defect. */

export type Job = { kind: 'scenario' | 'defect'; name: string; scenarioName?: string; limits: Limits }
export type Report = { name: string; figures: (string | number)[]; orders: number; problems: string[] }

const randomOrders = 300

const explore = async (simulator: Simulator, scenario: Scenario, limits: Limits): Promise<Result> => {
  const { seed, maxOrders } = limits
  const ofDefects = simulator.hasDefect ? (scenario.pinnedForDefects ?? []) : []
  for (const schedule of [...(scenario.pinned ?? []), ...ofDefects]) {
    // Code with a defect can make other calls.
    const skipsMissing = simulator.hasDefect
    const result = await replay(simulator, scenario, schedule, { skipsMissing })
    if (result.found) return result
  }
  return scenario.isLarge
    ? exploreRandomly(simulator, scenario, { seed, orders: Math.min(randomOrders, maxOrders) })
    : exploreAll(simulator, scenario, limits)
}

const byName = <T extends { name: string }>(all: T[], name: string): T =>
  all.find((item) => item.name === name) as T

export const scenarioReport = (scenario: Scenario, result: Result, seconds: string): Report => {
  const { orders, ends, found } = result
  const problems = found
    ? [
        `${scenario.name} breaks an invariant:`,
        ...found.problems.map((problem) => `  ${problem}`),
        `Run it again: npm run explore -- --scenario ${scenario.name} --schedule '${found.schedule}'`,
      ]
    : []
  return { name: scenario.name, figures: [orders, ends.size, seconds], orders, problems }
}

/** A defect has to be found by the scenario that is made for it, or by another one. */
const findDefect = async (engine: Engine, defect: Defect, { scenarioName, limits }: Job): Promise<Report> => {
  const { name, edits, mutation } = defect
  const simulator = createSimulator(await loadCode(edits), engine, { hasDefect: true, mutation })
  const isMade = (scenario: Scenario) => scenario.name === defect.scenario
  const chosen = scenarioName ? [byName(scenarios, scenarioName)] : scenarios
  let orders = 0
  for (const scenario of chosen.toSorted((one, other) => Number(isMade(other)) - Number(isMade(one)))) {
    const result = await explore(simulator, scenario, limits)
    orders += result.orders
    if (mutation && isMade(scenario) && simulator.mutated === 0)
      return { name, figures: [], orders, problems: [`${name}: never applied`] }
    if (result.found) return { name, figures: [scenario.name, result.orders], orders, problems: [] }
  }
  return { name, figures: [], orders, problems: [`${name}: not found`] }
}

/** Runs one job after the other, with the code loaded once for all scenarios. */
export const createJobs = (engine: Engine) => {
  let simulator: Simulator | undefined
  return async (job: Job): Promise<Report> => {
    if (job.kind === 'defect') return findDefect(engine, byName(defects, job.name), job)
    simulator ??= createSimulator(await loadCode(), engine)
    const start = performance.now()
    const scenario = byName(scenarios, job.name)
    const result = await explore(simulator, scenario, job.limits)
    return scenarioReport(scenario, result, ((performance.now() - start) / 1000).toFixed(1))
  }
}
