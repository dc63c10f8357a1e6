import { conflict, everything, type Footprint, withClock } from './footprint.ts'
import { checkInvariants } from './invariants.ts'
import type { Scenario } from './scenario.ts'
import type { Outcome, Step } from './scheduler.ts'
import type { Simulation } from './simulation.ts'
import { beginSchedule, type Simulator } from './simulator.ts'

/*
 * Runs a scenario in all orders that differ: depth first, each order from its beginning, since a handler that stands still
 * cannot be copied. The search is source-DPOR with sleep sets (Abdulla, Aronis, Jonsson, Sagonas: "Source Sets", J. ACM 2017):
 * after each schedule it looks for pairs of steps that conflict and could change places, and plans those orders only.
 */

export type Found = { schedule: string; problems: string[] }
export type Result = {
  orders: number
  /** Orders that were given up, because another one has led to all that they can lead to. */
  cut: number
  /** What all orders have led to, each once. */
  ends?: Set<string>
  found?: Found | undefined
}

type Event = { id: string; actor: string; since: number; footprint: Footprint; before: bigint }

/** A state of the search: what can come next there, and what of it is planned, done, or known to lead to nothing new. */
type Node = {
  ids: string[]
  outcomes: Map<string, Outcome[]>
  planned: Set<string>
  asleep: Set<string>
  /** The step that is being tried, and what else can become of it. */
  id: string
  outcome: Outcome
  left: Outcome[]
}

const isOneActorsWrites = (one: Event, other: Event) =>
  one.actor === other.actor && one.footprint.writes.length > 0 && other.footprint.writes.length > 0

// Of two writes that one actor makes at once, the first to come is the one with which it can crash.
const depend = (one: Event, other: Event): boolean =>
  conflict(one.footprint, other.footprint) || isOneActorsWrites(one, other)

/** Whether one event led to another within one actor, or to the actor itself. */
const ledTo = (index: number, one: Event, other: Event): boolean =>
  index === other.since || (one.actor === other.actor && index <= other.since)

const bit = (index: number): bigint => 1n << BigInt(index)
const has = (set: bigint, index: number): boolean => ((set >> BigInt(index)) & 1n) === 1n

/** Which events come before this one in every equivalent order, and with which of them it could change places. */
const relate = (events: Event[], event: Event) => {
  const direct = events.flatMap((one, index) =>
    ledTo(index, one, event) || depend(one, event) ? [index] : [],
  )
  const beyond = (except: number) =>
    direct.reduce(
      (set, index) => (index === except ? set : set | (events[index] as Event).before | bit(index)),
      0n,
    )
  const races = direct.filter((index) => {
    const one = events[index] as Event
    return !ledTo(index, one, event) && !has(beyond(index), index)
  })
  return { before: beyond(-1), races }
}

/** The steps with which an order can begin, from the state before event `from` on, in which event `to` comes first. */
const beginnings = (events: Event[], from: number, to: number): Set<string> => {
  const moved: number[] = []
  for (let index = from + 1; index <= to; index += 1) {
    if (index === to || !has((events[index] as Event).before, from)) moved.push(index)
  }
  const isFirst = (index: number) => !moved.some((other) => has((events[index] as Event).before, other))
  return new Set(moved.filter(isFirst).map((index) => (events[index] as Event).id))
}

const nodeAt = (steps: Step[], asleep: Set<string>): Node | undefined => {
  const first = steps.find(({ id }) => !asleep.has(id))
  if (!first) return undefined
  return {
    ids: steps.map(({ id }) => id),
    outcomes: new Map(steps.map(({ id, outcomes }) => [id, outcomes])),
    planned: new Set([first.id]),
    asleep,
    id: first.id,
    outcome: '',
    left: first.outcomes.slice(1),
  }
}

/** Moves on to what is to be tried next in this state. */
const advance = (node: Node, mayFail: boolean): boolean => {
  const outcome = mayFail ? node.left.shift() : undefined
  if (outcome !== undefined) {
    node.outcome = outcome
    return true
  }
  node.asleep.add(node.id)
  const next = [...node.planned].find((id) => !node.asleep.has(id))
  if (next === undefined) return false
  node.id = next
  node.outcome = ''
  node.left = (node.outcomes.get(next) ?? []).slice(1)
  return true
}

/** Ends that many orders have in common are checked once. */
const finish = async (simulation: Simulation, known = new Set<string>()): Promise<string[]> => {
  await simulation.end()
  const items = await simulation.items()
  const { views, ...facts } = simulation.facts
  // Orders that differ only in which of two people was answered first have the same end.
  const sent = facts.sent.map((one) => JSON.stringify(one)).sort()
  const seen = views.toSorted((one, other) => (one.as < other.as ? -1 : 1))
  const clients = simulation.clients.map((one) => ({
    ...one,
    held: [...one.held].sort(),
    isOpen: simulation.sockets.has(one.socket ?? ''),
  }))
  const end = simulation.withoutNames(JSON.stringify([items, { ...facts, sent }, seen, clients]))
  if (!known.has(end)) await checkInvariants(simulation, items)
  known.add(end)
  return simulation.facts.problems
}

const maxSteps = 150

const stepWith = (simulation: Simulation, id: string): Step => {
  const step = simulation.steps().find((one) => one.id === id)
  if (step) return step
  const known = simulation
    .steps()
    .map((one) => one.id)
    .join(' ')
  throw new Error(`${simulation.scenario.name} has no step ${id} here, but: ${known || 'none'}`)
}

export const exploreAll = async (
  simulator: Simulator,
  scenario: Scenario,
  { maxOrders = Number.POSITIVE_INFINITY, isReduced = true } = {},
): Promise<Result> => {
  const path: Node[] = []
  const maxFaults = scenario.faults ?? 1
  const faultsBefore = (depth: number) => path.slice(0, depth).filter(({ outcome }) => outcome !== '').length
  const ends = new Set<string>()
  let orders = 0
  let cut = 0
  for (let isNew = 0; ; ) {
    const simulation = await beginSchedule(simulator, scenario)
    const events: Event[] = []
    let isCut = false
    for (let depth = 0; simulation.steps().length > 0; depth += 1) {
      const steps = simulation.steps()
      const last = path[depth - 1]
      if (!path[depth]) {
        const asleep = new Set(
          steps
            .filter(({ id, footprint, actor }) => {
              const event = events.at(-1)
              // Whether it will look at the clock is not known before it is performed.
              const step = { footprint: withClock(footprint), actor } as Event
              return last?.asleep.has(id) && event && !depend(step, event)
            })
            .map(({ id }) => id),
        )
        const node = nodeAt(steps, asleep)
        if (!node) {
          isCut = true
          break
        }
        path.push(node)
      }
      const node = path[depth] as Node
      const step = stepWith(simulation, node.id)
      const footprint = await simulation.perform(step, node.outcome)
      const event: Event = { ...step, footprint: isReduced ? footprint : everything, before: 0n }
      const { before, races } = relate(events, event)
      event.before = before
      events.push(event)
      if (depth >= isNew) {
        for (const race of races) {
          const { planned, asleep } = path[race] as Node
          const ids = beginnings(events, race, depth)
          const [first] = ids
          if (first && ![...ids].some((id) => planned.has(id) || asleep.has(id))) planned.add(first)
        }
      }
      if (depth > maxSteps) {
        const problems = [`There is no end after ${maxSteps} steps`]
        return { orders, cut, ends, found: { schedule: scheduleOf(path), problems } }
      }
    }
    if (isCut) cut += 1
    else {
      orders += 1
      const problems = await finish(simulation, ends)
      if (problems.length > 0) return { orders, cut, ends, found: { schedule: scheduleOf(path), problems } }
    }
    if (orders >= maxOrders) return { orders, cut, ends }
    while (path.length > 0 && !advance(path.at(-1) as Node, faultsBefore(path.length - 1) < maxFaults))
      path.pop()
    if (path.length === 0) return { orders, cut, ends }
    isNew = path.length - 1
  }
}

type Choice = { id: string; outcome: Outcome }

/** As short as it can be read: `a` is the step of actor a where it has only one. */
const scheduleOf = (choices: Choice[]): string =>
  choices.map(({ id, outcome }) => `${id}${outcome}`).join(' ')

const choiceFrom = (text: string): Choice => {
  const [, id = '', outcome = ''] = /^(.*?)([!*]?)$/.exec(text) ?? []
  return { id, outcome: outcome as Outcome }
}

/** Runs one schedule: what it names, then whatever is left in the order of the actors. */
export const replay = async (
  simulator: Simulator,
  scenario: Scenario,
  schedule: string,
  { skipsMissing = false } = {},
): Promise<Result> => {
  const simulation = await beginSchedule(simulator, scenario)
  const choices = schedule.split(' ').filter(Boolean).map(choiceFrom)
  for (const { id, outcome } of choices) {
    if (skipsMissing && !simulation.steps().some((step) => step.id === id)) continue
    await simulation.perform(stepWith(simulation, id), outcome)
  }
  for (let [next] = simulation.steps(); next; [next] = simulation.steps()) {
    choices.push({ id: next.id, outcome: '' })
    await simulation.perform(next, '')
  }
  const problems = await finish(simulation)
  return { orders: 1, cut: 0, ...(problems.length > 0 ? { found: { schedule, problems } } : {}) }
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

const faultShare = 0.05

export const exploreRandomly = async (
  simulator: Simulator,
  scenario: Scenario,
  { seed, orders: wanted }: { seed: number; orders: number },
): Promise<Result> => {
  const random = randomFrom(seed)
  const ends = new Set<string>()
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T
  for (let orders = 1; orders <= wanted; orders += 1) {
    const simulation = await beginSchedule(simulator, scenario)
    const choices: Choice[] = []
    let faults = scenario.faults ?? 2
    for (let steps = simulation.steps(); steps.length > 0; steps = simulation.steps()) {
      const actor = pick([...new Set(steps.map((step) => step.actor))])
      const step = pick(steps.filter((one) => one.actor === actor))
      const outcome =
        faults > 0 && step.outcomes.length > 1 && random() < faultShare ? pick(step.outcomes.slice(1)) : ''
      if (outcome) faults -= 1
      choices.push({ id: step.id, outcome })
      await simulation.perform(step, outcome)
    }
    const problems = await finish(simulation, ends)
    if (problems.length > 0)
      return { orders, cut: 0, ends, found: { schedule: scheduleOf(choices), problems } }
  }
  return { orders: wanted, cut: 0, ends }
}
