import { createCalls, keyOf } from './calls.ts'
import { type Consumer, consumersOf } from './consumers.ts'
import { type Client, noFacts } from './facts.ts'
import type { Footprint } from './footprint.ts'
import { getItems, putItems } from './items.ts'
import { checkWrite } from './monitor.ts'
import { aPerson, keyAt, type Person, startAt, userItems } from './people.ts'
import { type Process, processFor } from './process.ts'
import type { Actor, Json, Scenario } from './scenario.ts'
import { createScheduler, type Outcome, type Step } from './scheduler.ts'
import type { Simulator } from './simulator.ts'
import { createStream, type StreamRecord } from './stream.ts'

/* One schedule: its people, its actors, what they were answered and what they have written. */

export const createSimulation = (simulator: Simulator, scenario: Scenario, space: string) => {
  const { engine } = simulator
  const sockets = new Map<string, Client>()
  const items = new Map<string, Json | undefined>()
  const facts = noFacts()
  const consumers = consumersOf(scenario.deliveries ?? {})
  let actors: Record<string, Actor> = {}
  let hasBegun = false
  let keys = 0

  const people = Object.fromEntries(
    scenario.people.map((name, index) => [name, aPerson(name, index + 1, space)]),
  )
  const person = (name: string): Person => {
    const found = people[name]
    if (!found) throw new Error(`${scenario.name} has nobody called ${name}`)
    return found
  }
  const problem = (text: string) => {
    facts.problems.push(text)
  }
  const nameOf = (uuid: string) =>
    Object.entries(facts.keys).find(([, key]) => key === uuid)?.[0] ?? uuid.slice(0, 13)

  const onWrite = (key: string, after: Json | undefined) => {
    const before = items.get(key)
    items.set(key, after)
    if (before || after) checkWrite(before, after, { items, people, facts })
    if (after) stream.add(before, after)
  }
  const mutate = (operation: string, input: Json) => {
    const mutation = hasBegun ? simulator.mutation?.(operation, input) : undefined
    if (mutation) simulator.mutated += 1
    return mutation
  }
  const scheduler = createScheduler({
    loaded: simulator.loaded,
    callsOf: createCalls({ engine, mutate, sockets, onWrite }),
    processOf: (code, lambda) => processFor(simulation, code, lambda),
    sockets,
    clockSteps: scenario.clockSteps ?? [],
    onError: problem,
  })
  const { clock, running, start, runDirectly } = scheduler
  const stream = createStream(() => clock.now, nameOf)
  const { records } = stream

  const deliver = async (process: Process, { name }: Consumer, batch: StreamRecord[]) => {
    const failed = await process.deliver(
      name,
      batch.map(({ record }) => record),
    )
    for (const { record, doneBy } of batch) {
      if (!failed.includes(record.dynamodb?.SequenceNumber ?? '')) doneBy.add(name)
    }
  }

  /** Delivers what was not processed, at most three times. */
  const deliverRest = async (some: StreamRecord[]) => {
    for (const consumer of consumers) {
      for (let tries = 0; tries < 3; tries += 1) {
        for (const item of some.filter(
          ({ record, doneBy }) => consumer.wants(record) && !doneBy.has(consumer.name),
        ))
          await runDirectly('delivery', { work: (process) => deliver(process, consumer, [item]) })
      }
    }
  }

  const startDeliveries = (consumer: Consumer) => {
    const { name, short, copies, wants } = consumer
    for (const item of records.filter(({ record }) => wants(record))) {
      const nameOfCopy = (copy: number) => `${short}:${item.name}${copy > 1 ? `_${copy}` : ''}`
      for (let copy = 1; copy <= copies; copy += 1) {
        const isNext = copy === 1 || running.get(nameOfCopy(copy - 1))?.isOver
        if (isNext && !running.has(nameOfCopy(copy)))
          start(nameOfCopy(copy), { work: (process) => deliver(process, consumer, [item]) })
      }
    }
    for (const text of scenario.batches?.[name] ?? []) {
      const names = text.split('+')
      const batch = names.flatMap((message) =>
        records.filter((item) => item.name === message && wants(item.record)),
      )
      if (batch.length === names.length && !running.has(`${short}:${text}`))
        start(`${short}:${text}`, { work: (process) => deliver(process, consumer, batch) })
    }
  }

  /** Starts actors whose turn has come, and deliveries of what has been written. */
  const startMore = () => {
    for (const [name, actor] of Object.entries(actors)) {
      if (!running.has(name) && (!actor.after || running.get(actor.after)?.isOver)) start(name, actor)
    }
    for (const consumer of consumers) startDeliveries(consumer)
  }

  const write = async (all: Json[]) => {
    await putItems(engine, all)
    for (const item of all) items.set(keyOf(item), item)
  }

  const group = (one: string, other: string) =>
    simulator.loaded('direct').code.groupUuidOf(person(one).uuid, person(other).uuid)

  /** Names that follow from uuids and addresses, which contain the space. */
  const derivedNames = (): string[] => {
    const { claimFrom } = simulator.loaded('direct').code
    const names = Object.keys(people)
    const groups = names.flatMap((one, index) => names.slice(index + 1).map((other) => group(one, other)))
    return [...groups, ...Object.values(people).map(({ email }) => claimFrom(email) ?? '')]
  }

  const simulation = {
    scenario,
    space,
    people,
    person,
    clock,
    sockets,
    clients: [] as Client[],
    facts,
    problem,
    group,
    /** An idempotency key that was created this long before the schedule begins. */
    key: (name: string, ageMs = 0): string => {
      if (!facts.keys[name]) {
        keys += 1
        facts.keys[name] = keyAt(startAt - ageMs, keys, space)
      }
      return facts.keys[name]
    },
    nameOf,
    derivedNames,
    /** The same text for every space. */
    withoutNames: (text: string): string =>
      derivedNames().reduce(
        (rest, name, index) => rest.replaceAll(name, `derived-${index}`),
        text.replaceAll(space, 'space'),
      ),
    /** Writes what the scenario begins with, and returns it as a template. */
    prepare: async () => {
      const { strangers = [], given, lateRecords = [] } = scenario
      await write(
        Object.values(people).flatMap((one) => (strangers.includes(one.name) ? [] : userItems(one))),
      )
      if (given) await runDirectly('given', { work: (process) => given(process, simulation) })
      for (const { as, status, body } of facts.sent)
        if (status !== 200) problem(`${as} is answered ${status} ${body}`)
      const isLate = ({ name }: StreamRecord) => lateRecords.includes(name)
      await deliverRest(records.filter((item) => !isLate(item)))
      const late = records.filter(isLate).map(({ name, record }) => ({ name, record }))
      return JSON.stringify({ items: [...items.values()].filter(Boolean), facts, late })
    },
    resume: async (template: string) => {
      const { items: all, facts: known, late } = JSON.parse(template)
      Object.assign(facts, known)
      keys = Object.keys(facts.keys).length + 100 // above those of the preparations
      stream.resume(late)
      await write(all)
    },
    begin: async () => {
      hasBegun = true
      actors = scenario.actors(simulation)
      startMore()
      await scheduler.untilAllWait()
    },
    steps: scheduler.steps,
    perform: (step: Step, outcome: Outcome): Promise<Footprint> =>
      scheduler.perform(step, outcome, startMore),
    /** Actors that crashed run again, and what was not delivered is delivered. */
    end: async () => {
      const crashed = Object.entries(actors).filter(([name]) => running.get(name)?.hasCrashed)
      clock.now += 1000
      for (const [name, { work }] of crashed) await runDirectly(`${name} again`, { work })
      await deliverRest(records)
    },
    runAtEnd: (work: Actor['work']) => runDirectly('end', { work }),
    /** Everything that this schedule has written, as it is now. */
    items: () => getItems(engine, [...items.keys()]),
  }
  return simulation
}

export type Simulation = ReturnType<typeof createSimulation>
