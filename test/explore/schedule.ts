import { createKnowledge, type Knowledge } from './independence.ts'
import { checkInvariants } from './invariants.ts'
import type { Outcome, Step } from './running.ts'
import type { Scenario } from './scenario.ts'
import type { Simulation } from './simulation.ts'
import { beginSchedule, type Simulator } from './simulator.ts'

/* Runs schedules one by one: one that is given as text, or random ones. All of a scenario: search.ts. */

export type Choice = { id: string; outcome: Outcome }
export type Found = { schedule: string; problems: string[] }
export type Result = {
  /** How many schedules were run. */
  orders: number
  /** What they have led to, each once. */
  ends: Set<string>
  found?: Found | undefined
}

export const scheduleOf = (choices: Choice[]): string =>
  choices.map(({ id, outcome }) => `${id}${outcome}`).join(' ')

const choiceFrom = (text: string): Choice => {
  const [, id = '', outcome = ''] = /^(.*?)(!|\*|-|\^|~\d+)?$/.exec(text) ?? []
  return { id, outcome: outcome as Outcome }
}

export const stepWith = (simulation: Simulation, { id, outcome }: Choice): Step => {
  const steps = simulation.steps()
  const step = steps.find((one) => one.id === id && one.outcomes.includes(outcome))
  if (step) return step
  const known = steps.map((one) => one.id + one.outcomes.join('')).join(' ')
  throw new Error(`${simulation.scenario.name} has no step ${id}${outcome} here, but: ${known || 'none'}`)
}

/** Ends that many schedules have in common are checked once. */
export const finish = async (simulation: Simulation, ends: Set<string>): Promise<string[]> => {
  await simulation.end()
  const end = simulation.result()
  if (!ends.has(end)) await checkInvariants(simulation, simulation.items())
  ends.add(end)
  return simulation.facts.problems
}

/** Runs one schedule: what it names, then whatever is left in the order of the actors. */
export const replay = async (
  simulator: Simulator,
  scenario: Scenario,
  schedule: string,
  { skipsMissing = false } = {},
): Promise<Result> => {
  const simulation = await beginSchedule(simulator, scenario)
  for (const choice of schedule.split(' ').filter(Boolean).map(choiceFrom)) {
    const isThere = ({ id, outcomes }: Step) => id === choice.id && outcomes.includes(choice.outcome)
    if (skipsMissing && !simulation.steps().some(isThere)) continue
    await simulation.perform(stepWith(simulation, choice), choice.outcome)
  }
  for (let [next] = simulation.steps(); next; [next] = simulation.steps()) await simulation.perform(next, '')
  const ends = new Set<string>()
  const problems = await finish(simulation, ends)
  return { orders: 1, ends, ...(problems.length > 0 ? { found: { schedule, problems } } : {}) }
}

/** Random numbers that come again with the same seed. */
const randomFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const faultShare = 0.1

type Limits = { seed: number; orders: number; knowledge?: Knowledge }

export const exploreRandomly = async (
  simulator: Simulator,
  scenario: Scenario,
  { seed, orders: wanted, knowledge = createKnowledge() }: Limits,
): Promise<Result> => {
  const random = randomFrom(seed)
  const ends = new Set<string>()
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T
  for (let orders = 1; orders <= wanted; orders += 1) {
    const simulation = await beginSchedule(simulator, scenario)
    const choices: Choice[] = []
    let faults = scenario.faults ?? 1
    for (let steps = simulation.steps(); steps.length > 0; steps = simulation.steps()) {
      const actor = pick([...new Set(steps.map((step) => step.actor))])
      const step = pick(steps.filter((one) => one.actor === actor))
      const canFail = faults > 0 && step.outcomes.length > 1
      const outcome = canFail && random() < faultShare ? pick(step.outcomes.slice(1)) : ''
      if (outcome) faults -= 1
      choices.push({ id: step.id, outcome })
      const footprint = await simulation.perform(step, outcome)
      knowledge.learn(simulation.anonymous({ ...step, footprint }))
    }
    const problems = await finish(simulation, ends)
    if (problems.length > 0) return { orders, ends, found: { schedule: scheduleOf(choices), problems } }
  }
  return { orders: wanted, ends }
}
