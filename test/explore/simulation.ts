import { hash } from 'node:crypto'
import { noteEnds } from './accounts.ts'
import { createBucket } from './bucket.ts'
import { createCalls } from './calls.ts'
import { type Consumer, consumersOf } from './consumers.ts'
import { type Client, type Job, noFacts } from './facts.ts'
import type { Footprint } from './footprint.ts'
import type { Event } from './independence.ts'
import { checkMessageWrite } from './messageMonitor.ts'
import { checkCommit, checkFrame, checkWrite } from './monitor.ts'
import { createNames } from './names.ts'
import { aPerson, keyAt, type Person, startAt, userItems } from './people.ts'
import { checkPictures } from './pictureMonitor.ts'
import { type Process, processFor } from './process.ts'
import { acceptPush } from './pushService.ts'
import type { State } from './rows.ts'
import type { Outcome, Running, Step } from './running.ts'
import type { Actor, Json, Scenario } from './scenario.ts'
import { createScheduler } from './scheduler.ts'
import type { Simulator } from './simulator.ts'
import { createStream, type StreamRecord } from './stream.ts'
import { createTable } from './table.ts'
import { createWorkQueue, type Functions, type JobKind } from './workQueue.ts'

/* One schedule: its people, its actors, what they were answered and what they have written. */

const byUuid = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1)
const writtenClient = ({ held, cursors, ...client }: Client) => ({
  ...client,
  held: [...held].sort(byUuid),
  cursors: cursors.map(({ query, held }) => ({ query, held: [...held].sort(byUuid) })),
})
const readClient = ({ held, cursors, ...client }: ReturnType<typeof writtenClient>): Client => ({
  ...client,
  held: new Map(held),
  cursors: cursors.map(({ query, held }) => ({ query, held: new Map(held) })),
})

const mustRunAgain = (run: Running | undefined) => run?.hasCrashed || (run?.refused.size ?? 0) > 0

const maxRounds = 20

const byReader = (one: { as: string }, other: { as: string }) => (one.as < other.as ? -1 : 1)

export const createSimulation = (simulator: Simulator, scenario: Scenario, space: string) => {
  const { engine } = simulator
  const sockets = new Map<string, Client>()
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
    Object.entries(facts.keys).find(([, key]) => key === uuid)?.[0] ??
    Object.values(people).find((one) => one.uuid === uuid)?.name ??
    uuid.slice(0, 13)

  /** The conversation of somebody with another one, or a named group. */
  const group = (one: string, other: string): string =>
    facts.namedGroups[other]?.uuid ??
    simulator.loaded('direct').code.groupUuidOf(person(one).uuid, person(other).uuid)

  const pairs = Object.values(people).flatMap((own) =>
    Object.values(people)
      .filter((other) => other !== own)
      .map((other) => ({ own, other, group: group(own.name, other.name) })),
  )
  const groups = [...new Set(pairs.map((pair) => pair.group))]
  const { withoutNames, withNames, newUuid } = createNames(space, groups)

  const table = createTable({
    engine,
    withoutNames,
    withNames,
    now: () => clock.now,
    onWrite: (before, after) => {
      checkWrite(before, after, state)
      checkMessageWrite(before, after, state)
      if (after) stream.add(before, after)
    },
    onCommit: () => {
      checkCommit(state)
      checkPictures(state, bucket.files)
    },
  })
  const bucket = createBucket(() => checkPictures(state, bucket.files))
  const state: State = { items: table.items, pairs, facts }
  const mutate = (operation: string, input: Json) => {
    const mutation = hasBegun ? simulator.mutation?.(operation, input) : undefined
    if (mutation) simulator.mutated += 1
    return mutation
  }
  const scheduler = createScheduler({
    loaded: simulator.loaded,
    callsOf: createCalls({
      table,
      mutate,
      sockets,
      onStaleRead: () => {
        facts.hasStaleRead = true
      },
      onFrame: (client, frame) => checkFrame(client, frame, state),
      onJob: (job, by) => workQueue.add(job, by),
      onPush: (url, text, by) => acceptPush(facts, url, text, by),
      onAccountDeletion: (id) => {
        const isThere = !facts.deletedAccounts.includes(id)
        if (isThere) facts.deletedAccounts.push(id)
        return isThere
      },
      bucket,
      onRefusal: () => {
        facts.hasRefusal = true
      },
    }),
    processOf: (code, lambda) => processFor(simulation, code, lambda),
    sockets,
    clockSteps: scenario.clockSteps ?? [],
    hasRefusals: scenario.hasRefusals ?? false,
    hasCuts: scenario.hasCuts ?? false,
    withoutNames,
    newUuid,
    onError: problem,
  })
  const { clock, running, start, runDirectly } = scheduler
  const stream = createStream(() => clock.now, nameOf)
  const { records } = stream
  const workQueue = createWorkQueue({ facts, running, start, copies: scenario.jobs ?? {} })

  const deliver = async (process: Process, { name }: Consumer, { record, doneBy }: StreamRecord) => {
    const failed = await process.deliver(name, [record])
    if (failed.length === 0) doneBy.add(name)
  }

  /** Delivers what was not processed, at most three times. */
  const deliverRest = async (some: StreamRecord[]) => {
    for (const consumer of consumers) {
      for (let tries = 0; tries < 3; tries += 1) {
        for (const item of some.filter(
          ({ record, doneBy }) => consumer.wants(record) && !doneBy.has(consumer.name),
        ))
          await runDirectly('delivery', { work: (process) => deliver(process, consumer, item) })
      }
    }
  }

  /** Jobs continue, and what they write is delivered. */
  const runJobs = async () => {
    for (let rounds = 1; workQueue.left().length > 0; rounds += 1) {
      if (rounds > maxRounds) return problem('A job does not end')
      for (const job of workQueue.left())
        await runDirectly('job', { work: (process) => workQueue.run(process, job) })
      await deliverRest(records)
    }
  }

  /** Starts deliveries of what has been written. */
  const startDeliveries = (consumer: Consumer) => {
    const { short, copies, wants } = consumer
    const isLater = ({ name, record }: StreamRecord) =>
      scenario.givenUp?.includes(name) ||
      (scenario.areChangesLast && record.eventName === 'MODIFY') ||
      (scenario.areEventsLast && record.dynamodb?.NewImage?.event !== undefined)
    for (const item of records.filter((one) => wants(one.record) && !isLater(one))) {
      const nameOfCopy = (copy: number) => `${short}:${item.name}${copy > 1 ? `_${copy}` : ''}`
      for (let copy = 1; copy <= copies; copy += 1) {
        const isNext = copy === 1 || running.get(nameOfCopy(copy - 1))?.isOver
        if (isNext && !running.has(nameOfCopy(copy)))
          start(nameOfCopy(copy), { work: (process) => deliver(process, consumer, item) })
      }
    }
  }

  /** Starts actors and deliveries whose turn has come, and returns whether there are any. */
  const startMore = (): boolean => {
    const before = running.size
    for (const [name, actor] of Object.entries(actors)) {
      if (!running.has(name) && (!actor.after || running.get(actor.after)?.isOver)) start(name, actor)
    }
    for (const consumer of consumers) startDeliveries(consumer)
    workQueue.startDeliveries()
    return running.size > before
  }

  const simulation = {
    scenario,
    space,
    people,
    person,
    pairs,
    clock,
    bucket,
    sockets,
    clients: [] as Client[],
    facts,
    problem,
    group,
    isStored: (groupUuid: string, key: string) =>
      [...table.items.values()].some(
        (item) => item.pk.S === `MSG#${groupUuid}` && item.message_uuid?.S === key,
      ),
    placeOf: (groupUuid: string, key: string): string =>
      [...table.items.values()].find(
        (item) => item.pk.S === `MSG#${groupUuid}` && item.message_uuid?.S === key,
      )?.sk.S ?? '',
    /** An idempotency key that was created this long before the schedule begins. */
    key: (name: string, ageMs = 0): string => {
      if (!facts.keys[name]) {
        keys += 1
        facts.keys[name] = keyAt(startAt - ageMs, keys, space)
      }
      return facts.keys[name]
    },
    nameOf,
    /** A named group, whose uuid is an idempotency key that was created this long before the schedule begins. */
    namedGroup: (name: string, ageMs = 0): string => {
      facts.namedGroups[name] ??= { uuid: simulation.key(name, ageMs), creations: [] }
      return facts.namedGroups[name].uuid
    },
    /** The same for every schedule. */
    anonymous: ({ actor, number, footprint }: Event): Event =>
      JSON.parse(withoutNames(JSON.stringify({ actor, number, footprint }))),
    /** Writes what the scenario begins with, and returns it as a template. */
    prepare: async () => {
      const { strangers = [], given, lateRecords = [] } = scenario
      table.load(Object.values(people).flatMap((one) => (strangers.includes(one.name) ? [] : userItems(one))))
      if (given) await runDirectly('given', { work: (process) => given(process, simulation) })
      for (const { as, status, body } of facts.sent)
        if (status !== 200) problem(`${as} is answered ${status} ${body}`)
      const isLate = ({ name }: StreamRecord) => lateRecords.includes(name)
      await deliverRest(records.filter((item) => !isLate(item)))
      const late = records.filter(isLate).map(({ name, record }) => ({ name, record }))
      facts.sentBefore = facts.sent.length
      const clients = simulation.clients.map(writtenClient)
      return withoutNames(
        JSON.stringify({ items: [...table.items.values()], files: bucket.all(), facts, late, clients }),
      )
    },
    resume: (template: string) => {
      const { items, files, facts: known, late, clients } = JSON.parse(withNames(template))
      Object.assign(facts, known)
      keys = Object.keys(facts.keys).length + 100 // above those of the preparations
      stream.resume(late)
      table.load(items)
      bucket.load(files)
      for (const client of clients) {
        simulation.clients.push(readClient(client))
        if (client.socket) sockets.set(client.socket, simulation.clients.at(-1) as Client)
      }
    },
    begin: async () => {
      hasBegun = true
      actors = scenario.actors(simulation)
      startMore()
      await scheduler.untilAllWait()
    },
    steps: scheduler.steps,
    nextNumbers: scheduler.nextNumbers,
    perform: (step: Step, outcome: Outcome): Promise<Footprint> =>
      scheduler.perform(step, outcome, startMore),
    /** Actors that crashed run again, unless nobody repeats them, and what was not delivered is delivered. */
    end: async () => {
      const crashed = Object.entries(actors).filter(
        ([name, { isRepeated = true }]) => isRepeated && mustRunAgain(running.get(name)),
      )
      clock.now += 1000
      for (const [name, { work }] of crashed) await runDirectly(`${name} again`, { work })
      await deliverRest(records)
      await runJobs()
      noteEnds(facts, nameOf, clock.now)
      facts.hasCrashedExport = workQueue.hasCrashedExport()
    },
    job: (kind: JobKind): Job | undefined => workQueue.ofKind(kind),
    runJob: (functions: Functions, job: Job): Promise<void> => workQueue.run(functions, job),
    folder: engine.folder,
    /** The stream records of these messages. */
    recordsOf: (names: string[]) => records.filter(({ name }) => names.includes(name)),
    runAtEnd: (work: Actor['work']) => runDirectly('end', { work }),
    items: () => [...table.items].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item),
    /** What a schedule has led to so far. */
    result: (): string => {
      const { sent, views, ...rest } = facts
      const answers = sent.map((one) => JSON.stringify(one)).sort()
      const clients = simulation.clients.map(writtenClient)
      const seen = [answers, views.toSorted(byReader), rest, clients, [...sockets.keys()], bucket.all()]
      return `${withoutNames(JSON.stringify(seen))}\n${table.text()}`
    },
    /** The same text for all that goes on in the same way, with faults or without. */
    state: (mayFail: boolean): string => {
      const waiting = records
        .filter(({ record }) => consumers.some(({ wants }) => wants(record)))
        .map(({ name, record, doneBy }) => {
          const { NewImage, ApproximateCreationDateTime } = record.dynamodb ?? {}
          return [name, NewImage, ApproximateCreationDateTime, [...doneBy].sort()]
        })
      const rest = withoutNames(JSON.stringify([scheduler.state(), waiting]))
      return hash('sha1', [rest, simulation.result(), mayFail ? table.recentText() : ''].join('\n'))
    },
  }
  return simulation
}

export type Simulation = ReturnType<typeof createSimulation>
