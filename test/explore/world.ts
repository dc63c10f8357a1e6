import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as macrotask } from 'node:timers/promises'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Code, Handle, loadCode, SdkRequest, SdkResponse } from './code.ts'
import { type Consumer, consumersOf } from './consumers.ts'
import type { Tamper } from './defects.ts'
import type { Engine } from './engine.ts'
import {
  everything,
  type Footprint,
  footprintOf,
  footprintOfSocket,
  movesClock,
  withClock,
} from './footprint.ts'
import { aPerson, keyAt, type Person, startAt, userItems } from './people.ts'
import { type Process, processFor, shortestTimeoutMs } from './process.ts'

/* One schedule: its people, its actors, what they have asked for, and what has come of it. */

// biome-ignore lint/suspicious/noExplicitAny: items, inputs and bodies in JSON
export type Json = Record<string, any>

/** Somebody who acts: a request, a delivery of stream records, a command of the operator, a client. */
export type Actor = {
  work: (process: Process) => Promise<unknown>
  /** How far the clock of its server is ahead. */
  skew?: number
  /** It begins when this actor has ended or crashed. */
  after?: string
  /** It runs in the process of this actor, whose caches it shares. */
  in?: string
}

export type Scenario = {
  name: string
  /** What happens in it, in a sentence. */
  about: string
  people: string[]
  /** The people who have no profile yet. */
  strangers?: string[]
  /** Runs once, through the real handlers. The clock stands at `startAt`, and can be moved. */
  given?: (process: Process, world: World) => Promise<unknown>
  /** Messages of `given` whose records are delivered later, by the scheduler. The other records are delivered before. */
  lateRecords?: string[]
  actors: (world: World) => Record<string, Actor>
  /** Each of these passes once, in this order, whenever the scheduler says. */
  passes?: number[]
  /** How often each record is delivered at some time, by consumer. Records that were not are delivered at the end. */
  deliveries?: Record<string, number>
  /** Deliveries of several records at once: `m1+m2`. */
  batches?: Record<string, string[]>
  /** How many faults a schedule has; 1 if not given. */
  faults?: number
  /** Too large for all orders: random schedules only. */
  isLarge?: boolean
  /** Schedules that have found something once. They are tried first. */
  pinned?: string[]
}

export type Fate = '' | '!' | '*'

/** A step that the scheduler can choose: a call to the table, a frame to a socket, or the passing of time. */
export type Step = {
  id: string
  actor: string
  footprint: Footprint
  /** The number of the step that led to it, or -1. */
  since: number
  /** What can become of it: nothing special, its answer is lost (and the SDK retries), its process crashes after it. */
  fates: Fate[]
  perform: (fate: Fate) => Promise<void>
}

type Running = {
  name: string
  actor: Actor
  process: Process
  steps: Map<number, Step>
  count: number
  isOver: boolean
  hasCrashed: boolean
  /** When its present invocation made its first call, and how long that may last. */
  startedAt: number | undefined
  timeoutMs: number
  /** Its calls are made at once: it belongs to the preparations or to the end. */
  isDirect: boolean
}

export type Sent = { as: string; key: string; text: string; group: string; status: number; body: Json }
export type View = { as: string; of: string; rows: Json[] }

/** What the actors were told. */
const nothing = () => ({
  sent: [] as Sent[],
  views: [] as View[],
  /** Names of those whose erasure has ended, and those whose erasure has begun. */
  erased: [] as string[],
  erasing: [] as string[],
  texts: {} as Record<string, string[]>,
  keys: {} as Record<string, string>,
  problems: [] as string[],
})

/** A client that follows the catch-up rule. */
export type Client = {
  as: string
  group: string
  held: Set<string>
  /** The query of its last link `since`. */
  since?: Record<string, string> | undefined
  socket?: string
  /** It has asked since its socket opened. */
  hasCaughtUp?: boolean
}

const acting = new AsyncLocalStorage<
  (service: 'table' | 'sockets', request: SdkRequest) => Promise<SdkResponse>
>()

type Slot = { code: Code; now: () => number }

/** The code, loaded into as many processes as there are actors, and the engine: used by one schedule after the other. */
export const createLab = (load: Awaited<ReturnType<typeof loadCode>>, engine: Engine, tamper?: Tamper) => {
  const slots = new Map<string, Slot>()
  const handle: Handle = (service, request) => {
    const act = acting.getStore()
    if (!act) throw new Error('A call that belongs to no actor')
    return act(service, request)
  }
  return {
    engine,
    tamper,
    /** How many commands were changed by it. */
    tampered: 0,
    templates: new Map<string, string>(),
    slot: (name: string): Slot => {
      const known = slots.get(name)
      if (known) return known
      const slot: Slot = { code: undefined as never, now: () => startAt }
      slot.code = load(() => slot.now(), handle)
      slots.set(name, slot)
      return slot
    },
  }
}

export type Lab = ReturnType<typeof createLab>

const keyOf = ({ pk, sk }: Json): string => `${pk.S} ${sk.S}`
const textOf = ({ body = '' }: { body?: SdkRequest['body'] }): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)
const timedOut = () => Object.assign(new Error('No answer'), { name: 'TimeoutError' })
const ok = (body: object = {}): SdkResponse => ({
  statusCode: 200,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
})

export const createWorld = (lab: Lab, scenario: Scenario, space: string) => {
  const { engine, tamper } = lab
  const running = new Map<string, Running>()
  const clock = { now: startAt, passed: 0, passedAt: -1, wasRead: false }
  const sockets = new Map<string, Client>()
  const items = new Map<string, Json | undefined>()
  const records: { name: string; record: DynamoDBRecord; done: Set<string> }[] = []
  let facts = nothing()
  let hasBegun = false
  let performed = -1
  let keys = 0
  let sequence = 0

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

  const crash = (one: Running) => {
    one.isOver = true
    one.hasCrashed = true
    one.steps.clear()
  }
  /** Time passes. Lambda ends what has taken too long. */
  const advance = (ms: number) => {
    clock.now += ms
    for (const one of running.values()) {
      if (!one.isOver && one.startedAt !== undefined && clock.now - one.startedAt >= one.timeoutMs) crash(one)
    }
  }

  const derived = () => {
    const { groupUuidOf, claimFrom } = lab.slot('direct').code
    const all = Object.values(people)
    const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const))
    return [
      ...pairs.map(([one, other]) => groupUuidOf(one.uuid, other.uuid)),
      ...all.map(({ email }) => claimFrom(email) ?? ''),
    ]
  }

  const nameOf = (uuid: string) =>
    Object.entries(facts.keys).find(([, key]) => key === uuid)?.[0] ?? uuid.slice(0, 13)

  /** What the stream says of a write. */
  const toStream = (before: Json | undefined, after: Json) => {
    const { pk, sk } = after
    sequence += 1
    const record = {
      eventID: String(sequence),
      eventName: before ? 'MODIFY' : 'INSERT',
      dynamodb: {
        ApproximateCreationDateTime: clock.now / 1000,
        Keys: { pk, sk },
        NewImage: after,
        SequenceNumber: String(sequence),
      },
    } as DynamoDBRecord
    const uuid = String(sk.S).split('#')[1] ?? ''
    records.push({ name: nameOf(uuid), record, done: new Set() })
  }

  /** A row moves forward only, and goes only with its user. */
  const watchRow = (before: Json | undefined, after: Json | undefined, key: string) => {
    if (!before || !key.startsWith('GRP#')) return
    const owner = Object.values(people).find(({ uuid }) => key.includes(uuid))
    if (!after && !facts.erasing.includes(owner?.name ?? '')) problem(`The row ${key} is gone`)
    for (const name of ['last_message_at', 'last_read_at']) {
      if (after && (after[name]?.S ?? '') < (before[name]?.S ?? ''))
        problem(`${name} of ${owner?.name} goes back from ${before[name]?.S} to ${after[name]?.S}`)
    }
  }

  /** While a row is settled, it may hide only messages that a record will bring: one of them is loud. */
  const watchSettledRows = (group: string) => {
    const all = [...items.values()].filter((item) => item !== undefined)
    const places = (item: Json) => String(item.sk.S)
    const messages = all.filter((item) => item.pk.S === `MSG#${group}` && !item.moved_to)
    for (const row of all.filter((item) => item.sk.S === group && item.settled)) {
      const shown = row.settled.M.last_message_at?.S ?? row.last_message_at.S
      const hidden = messages.filter((item) => places(item) > shown)
      if (hidden.length > 0 && hidden.every(({ quiet }) => quiet))
        problem(`A settled row, ${row.pk.S}, hides ${hidden.map((item) => item.message.S)}`)
    }
  }

  const noteItem = (key: string, after: Json | undefined) => {
    const before = items.get(key)
    watchRow(before, after, key)
    items.set(key, after)
    if (/^(MSG|GRP)#/.test(key))
      watchSettledRows(key.replace(/^MSG#| .*/g, '').replace(/^GRP#.*/, key.split(' ')[1] ?? ''))
    if (after) toStream(before, after)
  }

  const noteWrites = async (operation: string, input: Json, answer: Json) => {
    if (operation === 'PutItem') noteItem(keyOf(input.Item), input.Item)
    if (operation === 'UpdateItem') noteItem(keyOf(input.Key), answer.Attributes)
    if (operation === 'DeleteItem') noteItem(keyOf(input.Key), undefined)
    for (const { Put, Update, Delete } of (input.TransactItems as Json[]) ?? []) {
      if (Put) noteItem(keyOf(Put.Item), Put.Item)
      if (Delete) noteItem(keyOf(Delete.Key), undefined)
      if (Update) {
        const { Item } = await engine.ask('GetItem', { TableName: engine.tableName, Key: Update.Key })
        noteItem(keyOf(Update.Key), Item)
      }
    }
  }

  const askTable = async (operation: string, input: Json): Promise<SdkResponse> => {
    if (operation === 'UpdateItem' && !input.ReturnValues) input.ReturnValues = 'ALL_NEW'
    const { status, body } = await engine.send(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
    if (status === 200) await noteWrites(operation, input, JSON.parse(body.toString()))
    return { statusCode: status, headers: {}, body }
  }

  const askSocket = (id: string, { method, body }: SdkRequest): SdkResponse => {
    const client = sockets.get(id)
    if (!client) return { ...ok(), statusCode: 410 }
    if (method === 'DELETE') {
      sockets.delete(id)
      return ok()
    }
    const frame = JSON.parse(textOf({ body }))
    if (frame.type === 'message' && frame.message_group_uuid === client.group)
      client.held.add(frame.message.uuid)
    return ok()
  }

  /** What a request of the SDK would do, now or when the scheduler says. */
  const effectOf = (service: 'table' | 'sockets', request: SdkRequest) => {
    if (service === 'sockets') {
      const id = decodeURIComponent(request.path.split('/').at(-1) ?? '')
      return {
        footprint: footprintOfSocket(id),
        isWrite: false,
        act: async () => askSocket(id, request),
        parts: [],
      }
    }
    const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
    const input = JSON.parse(textOf(request))
    const tampered = hasBegun ? tamper?.(operation, input) : undefined
    if (tampered) lab.tampered += 1
    const footprint = footprintOf(operation, input)
    const act =
      tampered && 'answer' in tampered ? async () => ok(tampered.answer) : () => askTable(operation, input)
    const isSplit = tampered !== undefined && 'split' in tampered
    return { footprint, isWrite: footprint.writes.length > 0, act, parts: isSplit ? partsOf(input) : [] }
  }
  const partsOf = (input: Json) =>
    (input.TransactItems as Json[]).map((item) => {
      const part = { TransactItems: [item] }
      const footprint = footprintOf('TransactWriteItems', part)
      return { footprint, isWrite: true, act: () => askTable('TransactWriteItems', part) }
    })

  const park = (one: Running, footprint: Footprint, isWrite: boolean, act: () => Promise<SdkResponse>) =>
    new Promise<SdkResponse>((resolve, reject) => {
      one.count += 1
      const number = one.count
      const perform = async (fate: Fate) => {
        one.steps.delete(number)
        one.startedAt ??= clock.now
        const answer = await act()
        if (fate === '*') return crash(one)
        if (fate === '!') reject(timedOut())
        else resolve(answer)
      }
      const fates: Fate[] = isWrite ? ['', '!', '*'] : ['']
      const step = {
        id: `${one.name}.${number}`,
        actor: one.name,
        footprint,
        since: performed,
        fates,
        perform,
      }
      one.steps.set(number, step)
    })

  const start = (name: string, actor: Actor, isDirect = false): Running => {
    const slot = lab.slot(actor.in ?? (isDirect ? 'direct' : name.includes(':') ? 'stream' : name))
    slot.now = () => {
      clock.wasRead = true
      return clock.now + (actor.skew ?? 0)
    }
    const one: Running = {
      name,
      actor,
      process: undefined as never,
      steps: new Map(),
      count: 0,
      isOver: false,
      hasCrashed: false,
      startedAt: undefined,
      timeoutMs: Number.POSITIVE_INFINITY,
      isDirect,
    }
    const invoked = (timeoutMs: number) => {
      one.startedAt = undefined
      one.timeoutMs = timeoutMs
    }
    const wait = async (ms: number) => {
      if (isDirect) return advance(ms)
      await park(one, everything, false, async () => {
        one.startedAt = undefined
        advance(ms)
        return ok()
      })
    }
    const openSocket = async (id: string, client: Client) => {
      const act = async () => {
        sockets.set(id, client)
        return ok()
      }
      await (isDirect ? act() : park(one, footprintOfSocket(id), false, act))
    }
    one.process = processFor(world, slot.code, { invoked, wait, openSocket, now: slot.now })
    running.set(name, one)
    const act = async (service: 'table' | 'sockets', request: SdkRequest) => {
      const { parts, ...whole } = effectOf(service, request)
      let answer = ok()
      for (const { footprint, isWrite, act } of parts.length > 0 ? parts : [whole]) {
        answer = await (isDirect ? act() : park(one, footprint, isWrite, act))
        if (answer.statusCode !== 200) break
      }
      return answer
    }
    acting
      .run(act, () => actor.work(one.process))
      .catch((error: unknown) => problem(`${name}: ${error instanceof Error ? error.stack : error}`))
      .finally(() => {
        one.isOver = true
      })
    return one
  }

  /** Waits until nobody can go on without the scheduler. */
  const settle = async () => {
    for (let quiet = 0; quiet < 2; ) {
      await macrotask()
      const isQuiet = [...running.values()].every(({ isOver, steps }) => isOver || steps.size > 0)
      quiet = isQuiet ? quiet + 1 : 0
    }
  }

  const run = async (name: string, actor: Actor) => {
    const one = start(name, actor, true)
    while (!one.isOver) await macrotask()
  }

  const consumers = consumersOf(scenario.deliveries ?? {})

  const deliver = async (process: Process, consumer: Consumer, some: typeof records) => {
    const failed = await process.deliver(
      consumer.name,
      some.map(({ record }) => record),
    )
    for (const one of some) {
      if (!failed.includes(one.record.dynamodb?.SequenceNumber ?? '')) one.done.add(consumer.name)
    }
  }

  /** Delivers what was not delivered. Lambda tries three times. */
  const deliverRest = async (some: typeof records) => {
    for (const consumer of consumers) {
      for (let tries = 0; tries < 3; tries += 1) {
        for (const one of some.filter(
          ({ record, done }) => consumer.wants(record) && !done.has(consumer.name),
        ))
          await run('delivery', { work: (process) => deliver(process, consumer, [one]) })
      }
    }
  }

  /** Actors that wait for another, and deliveries of what has been written. */
  const startWaiting = () => {
    for (const [name, actor] of Object.entries(actors)) {
      if (!running.has(name) && (!actor.after || running.get(actor.after)?.isOver)) start(name, actor)
    }
    for (const consumer of consumers) {
      for (const one of records.filter(({ record }) => consumer.wants(record))) {
        for (let copy = 1; copy <= consumer.copies; copy += 1) {
          const nameOfCopy = (nth: number) => `${consumer.short}:${one.name}${nth > 1 ? `_${nth}` : ''}`
          const work = (process: Process) => deliver(process, consumer, [one])
          const isNext = copy === 1 || running.get(nameOfCopy(copy - 1))?.isOver
          if (isNext && !running.has(nameOfCopy(copy))) start(nameOfCopy(copy), { work })
        }
      }
      for (const batch of scenario.batches?.[consumer.name] ?? []) {
        const some = batch
          .split('+')
          .flatMap((name) => records.filter((one) => one.name === name && consumer.wants(one.record)))
        const name = `${consumer.short}:${batch}`
        if (some.length < batch.split('+').length || running.has(name)) continue
        start(name, { work: (process) => deliver(process, consumer, some) })
      }
    }
  }
  let actors: Record<string, Actor> = {}

  const steps = (): Step[] => {
    const passing = scenario.passes?.[clock.passed]
    const time: Step[] =
      passing === undefined
        ? []
        : [
            {
              id: `+${passing}`,
              actor: 'time',
              // Within this time, Lambda ends nobody.
              footprint: clock.now + passing - startAt < shortestTimeoutMs ? movesClock : everything,
              since: clock.passedAt,
              fates: [''],
              perform: async () => {
                clock.passed += 1
                clock.passedAt = performed
                advance(passing)
              },
            },
          ]
    const calls = [...running.values()].flatMap((one) => [...one.steps.values()])
    return [...calls, ...time]
  }

  const write = async (all: Json[]) => {
    for (let from = 0; from < all.length; from += 25) {
      const puts = all.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
      await engine.ask('BatchWriteItem', { RequestItems: { [engine.tableName]: puts } })
    }
    for (const item of all) items.set(keyOf(item), item)
  }

  const world = {
    scenario,
    space,
    people,
    person,
    clock,
    sockets,
    clients: [] as Client[],
    get facts() {
      return facts
    },
    problem,
    group: (one: string, other: string) =>
      lab.slot('direct').code.groupUuidOf(person(one).uuid, person(other).uuid),
    /** An idempotency key that was minted this long before the schedule begins. */
    key: (name: string, ageMs = 0): string => {
      if (!facts.keys[name]) {
        keys += 1
        facts.keys[name] = keyAt(startAt - ageMs, keys, space)
      }
      return facts.keys[name]
    },
    nameOf,
    records: () => records.map(({ record }) => record),
    /** Names that follow from others, by which a template is turned into another space. */
    derived,
    /** What two schedules have in common: the same text, with the names of the first space. */
    withoutNames: (text: string): string =>
      derived().reduce(
        (rest, name, index) => rest.replaceAll(name, `derived-${index}`),
        text.replaceAll(space, 'space'),
      ),
    /** Lays down what the scenario begins with. */
    prepare: async () => {
      const strangers = scenario.strangers ?? []
      await write(
        Object.values(people).flatMap((one) => (strangers.includes(one.name) ? [] : userItems(one))),
      )
      if (scenario.given) await run('given', { work: (process) => scenario.given?.(process, world) as never })
      for (const { as, status, body } of facts.sent)
        if (status !== 200) problem(`${as} is answered ${status} ${body}`)
      const isLate = ({ name }: { name: string }) => scenario.lateRecords?.includes(name)
      await deliverRest(records.filter((one) => !isLate(one)))
      const late = records.filter(isLate).map(({ name, record }) => ({ name, record }))
      return JSON.stringify({ items: [...items.values()].filter(Boolean), facts, late })
    },
    resume: async (template: string) => {
      const { items: all, facts: known, late } = JSON.parse(template)
      facts = known
      records.push(...late.map((one: (typeof records)[number]) => ({ ...one, done: new Set() })))
      sequence = 1000 // after those of the preparations
      keys = Object.keys(facts.keys).length + 100 // above those of the preparations
      await write(all)
    },
    begin: async () => {
      hasBegun = true
      actors = scenario.actors(world)
      startWaiting()
      await settle()
    },
    steps,
    /** Answers the footprint of the step, with the clock in it where somebody looked at it before the next step. */
    perform: async (step: Step, fate: Fate): Promise<Footprint> => {
      performed += 1
      clock.wasRead = false
      await step.perform(fate)
      await settle()
      startWaiting()
      await settle()
      startWaiting()
      await settle()
      return clock.wasRead ? withClock(step.footprint) : step.footprint
    },
    /** Who crashed does it again, and what was not delivered is. */
    end: async () => {
      const crashed = [...running.values()].filter(
        ({ hasCrashed, name }) => hasCrashed && !name.includes(':'),
      )
      clock.now += 1000
      for (const { name, actor } of crashed) await run(`${name} again`, { work: actor.work })
      await deliverRest(records)
    },
    run: (work: Actor['work']) => run('end', { work }),
    /** Everything that this schedule has written, as it is now. */
    items: async (): Promise<Json[]> => {
      const Keys = [...items.keys()].map((key) => {
        const at = key.indexOf(' ')
        return { pk: { S: key.slice(0, at) }, sk: { S: key.slice(at + 1) } }
      })
      const { Responses } = await engine.ask('BatchGetItem', {
        RequestItems: { [engine.tableName]: { Keys, ConsistentRead: true } },
      })
      const inOrder = (Responses[engine.tableName] as Json[]).sort((one, other) =>
        keyOf(one) < keyOf(other) ? -1 : 1,
      )
      return inOrder.map((item) => Object.fromEntries(Object.entries(item).sort())) // the engine has no order of attributes
    },
  }
  return world
}

export type World = ReturnType<typeof createWorld>

/** A world in which the scenario is about to begin. Its preparations run once for all schedules. */
export const openWorld = async (lab: Lab, scenario: Scenario): Promise<World> => {
  if (!lab.templates.has(scenario.name)) {
    const first = lab.engine.nextSpace()
    const prepared = createWorld(lab, scenario, first)
    const template = await prepared.prepare()
    const { problems } = prepared.facts
    if (problems.length > 0) throw new Error(`${scenario.name} cannot begin: ${problems.join('; ')}`)
    lab.templates.set(scenario.name, JSON.stringify({ space: first, derived: prepared.derived(), template }))
    // One schedule that counts for nothing: in cold code, calls that an actor makes at once can come in another order.
    const cold = await worldFrom(lab, scenario)
    for (let [next] = cold.steps(); next; [next] = cold.steps()) await cold.perform(next, '')
  }
  return worldFrom(lab, scenario)
}

/** A world from the prepared template of the scenario. */
const worldFrom = async (lab: Lab, scenario: Scenario): Promise<World> => {
  const world = createWorld(lab, scenario, lab.engine.nextSpace())
  const { space, derived, template } = JSON.parse(lab.templates.get(scenario.name) ?? '')
  const names = world.derived()
  const renamed = (derived as string[]).reduce(
    (text, name, index) => text.replaceAll(name, names[index] ?? ''),
    (template as string).replaceAll(space, world.space),
  )
  await world.resume(renamed)
  await world.begin()
  return world
}
