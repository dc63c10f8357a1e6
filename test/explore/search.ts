import { createKnowledge, depend, type Event, type Knowledge, perhapsWithClock } from './independence.ts'
import type { Outcome, Step } from './running.ts'
import type { Scenario } from './scenario.ts'
import {
  type Choice,
  exploreRandomly,
  type Found,
  finish,
  type Result,
  scheduleOf,
  stepWith,
} from './schedule.ts'
import type { Simulation } from './simulation.ts'
import { beginSchedule, type Simulator } from './simulator.ts'

/*
 * Runs a scenario in all orders that differ: depth first, each order from its beginning, since a handler that stands still
 * cannot be copied. Three rules leave out what leads to nothing new (Godefroid: "Partial-Order Methods for the Verification
 * of Concurrent Systems", 1996): sleep sets, for orders that differ only in steps that do not conflict; steps that concern
 * nobody else, which are taken at once; and states that were seen before.
 */

type Option = Pick<Step, 'id' | 'outcomes'>

/** A state of the search: the choice that is being tried there, what else is to be tried, and the steps that are not needed. */
type Node = Choice & { outcomesLeft: Outcome[]; left: Option[]; asleep: Set<string> }

const nodeFor = ([option, ...left]: Option[], asleep: Set<string>): Node | undefined =>
  option && { id: option.id, outcome: '', outcomesLeft: option.outcomes.slice(1), left, asleep }

/** Moves on to what is to be tried next in this state. */
const advance = (node: Node, mayFail: boolean): boolean => {
  const outcome = mayFail ? node.outcomesLeft.shift() : undefined
  const next =
    outcome === undefined ? nodeFor(node.left, new Set([...node.asleep, node.id])) : { ...node, outcome }
  if (next) Object.assign(node, next)
  return next !== undefined
}

/** The steps that were not needed before an event, and are not needed after it. */
const stillAsleep = (asleep: Step[], event: Event): Set<string> =>
  new Set(asleep.filter((step) => !depend(perhapsWithClock(step), event)).map(({ id }) => id))

/** The step that concerns no other actor, as far as is known, or all of them. */
const stepsToTry = (simulation: Simulation, knowledge: Knowledge): Step[] => {
  const steps = simulation.steps()
  const numbers = simulation.nextNumbers()
  const isPrivate = (step: Step) =>
    knowledge.isPrivate({
      event: simulation.anonymous(step),
      isOnly: steps.filter(({ actor }) => actor === step.actor).length === 1,
      next: (actor) => numbers.get(actor) ?? 0,
    })
  const step = steps.find(isPrivate)
  return step ? [step] : steps
}

/** The states that were seen, and which of their steps were not tried. */
const createMemory = () => {
  const untried = new Map<string, Set<string>>()
  const both = (some: Set<string>, others: Set<string> | undefined) =>
    others ? new Set([...some].filter((id) => others.has(id))) : some
  return {
    /** What is to be tried in the state of the simulation, if anything is. */
    enter: (
      simulation: Simulation,
      steps: Step[],
      faultsLeft: number,
      asleep: Set<string>,
    ): Node | undefined => {
      // What was tried with more faults left was also tried with fewer.
      const states = Array.from(
        { length: faultsLeft + 1 },
        (_, faults) => `${faults} ${simulation.state(faults > 0)}`,
      )
      const known = untried.get(states[faultsLeft] ?? '')
      const skipped = both(asleep, known)
      for (const state of states) untried.set(state, both(skipped, untried.get(state)))
      const options = steps.map(({ id, outcomes }) => ({ id, outcomes }))
      return nodeFor(
        options.filter(({ id }) => !asleep.has(id) && (known?.has(id) ?? true)),
        skipped,
      )
    },
  }
}

const maxSteps = 150

type Search = { maxOrders: number; isReduced: boolean; knowledge: Knowledge; result: Result }

/** Returns 'again' if a step was taken because it concerns nobody else, and it turns out that it does. */
const searchOnce = async (
  simulator: Simulator,
  scenario: Scenario,
  { maxOrders, isReduced, knowledge, result }: Search,
): Promise<Found | 'again' | undefined> => {
  const path: Node[] = []
  const memory = createMemory()
  const faultsLeft = (depth: number) =>
    (scenario.faults ?? 1) - path.slice(0, depth).filter(({ outcome }) => outcome !== '').length

  while (result.orders < maxOrders) {
    const simulation = await beginSchedule(simulator, scenario)
    result.orders += 1
    let asleep = new Set<string>()
    let isKnown = false
    for (let depth = 0; simulation.steps().length > 0; depth += 1) {
      if (depth > maxSteps)
        return { schedule: scheduleOf(path), problems: [`There is no end after ${maxSteps} steps`] }
      const node =
        path[depth] ??
        (isReduced
          ? memory.enter(simulation, stepsToTry(simulation, knowledge), faultsLeft(depth), asleep)
          : nodeFor(simulation.steps(), asleep))
      if (!node) {
        isKnown = true
        break
      }
      path[depth] = node
      const step = stepWith(simulation, node)
      const sleeping = simulation.steps().filter(({ id }) => isReduced && node.asleep.has(id))
      const event = { ...step, footprint: await simulation.perform(step, node.outcome) }
      asleep = stillAsleep(sleeping, event)
      if (isReduced && knowledge.learn(simulation.anonymous(event))) return 'again'
    }
    const problems = isKnown ? [] : await finish(simulation, result.ends)
    if (problems.length > 0) return { schedule: scheduleOf(path), problems }
    while (path.length > 0 && !advance(path.at(-1) as Node, faultsLeft(path.length - 1) > 0)) path.pop()
    if (path.length === 0) return undefined
  }
  return undefined
}

// Random orders show what actors do, so that the search rarely has to begin again.
const randomOrdersFirst = 16

export type Limits = { seed: number; maxOrders: number; isReduced: boolean }

export const exploreAll = async (
  simulator: Simulator,
  scenario: Scenario,
  { seed, maxOrders, isReduced }: Limits,
): Promise<Result> => {
  const knowledge = createKnowledge()
  const orders = isReduced ? Math.min(randomOrdersFirst, maxOrders) : 0
  const result = await exploreRandomly(simulator, scenario, { seed, orders, knowledge })
  if (result.found) return result
  for (;;) {
    const found = await searchOnce(simulator, scenario, { maxOrders, isReduced, knowledge, result })
    if (found !== 'again') return { ...result, found }
    knowledge.forget()
  }
}
