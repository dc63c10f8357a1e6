import type { Process } from './process.ts'
import type { Simulation } from './simulation.ts'
import type { JobKind } from './workQueue.ts'

// biome-ignore lint/suspicious/noExplicitAny: items, inputs and bodies in JSON
export type Json = Record<string, any>

/** Somebody who acts: a request, a delivery of stream records, a command of the operator, a client. */
export type Actor = {
  work: (process: Process) => Promise<unknown>
  /** How far the clock of its server is ahead, in milliseconds. */
  skew?: number
  /** It begins when this actor has ended or crashed. */
  after?: string
  /** If it has crashed, it runs again at the end: true if not given. */
  isRepeated?: boolean
}

export type Scenario = {
  name: string
  /** What happens in it, in a sentence. */
  about: string
  people: string[]
  /** The people who have no profile yet. */
  strangers?: string[]
  /** Runs once, through the real handlers. The clock is at `startAt`, and can be moved. */
  given?: (process: Process, simulation: Simulation) => Promise<unknown>
  /** Messages of `given` whose records are delivered later, by the scheduler. The other records are delivered before. */
  lateRecords?: string[]
  actors: (simulation: Simulation) => Record<string, Actor>
  /** By how many milliseconds the clock moves, each once and in this order, whenever the scheduler chooses it. */
  clockSteps?: number[]
  /** How often each record can be delivered, by consumer. Records that were not delivered are delivered at the end. */
  deliveries?: Record<string, number>
  /** How often each job of the queue can be delivered, by kind. What was not delivered is delivered at the end. */
  jobs?: Partial<Record<JobKind, number>>
  /** The queue and the bucket can refuse a call, as a fault. */
  hasRefusals?: boolean
  /** Messages are pushed to browsers, unless something speaks against it. */
  arePushed?: boolean
  /** The time of a job can be up after each of its calls, as a fault. */
  hasCuts?: boolean
  /** The records of changes are delivered at the end only. */
  areChangesLast?: boolean
  /** The records of events of named groups are delivered at the end only. */
  areEventsLast?: boolean
  /** Messages whose records Lambda has given up: they are in the dead-letter queue. */
  givenUp?: string[]
  /** The moments in which a send begins and a change is answered are steps, so that invariants can tell what came after what. */
  isOrdered?: boolean
  /** In the end, clients go on from each link `since` that they have got, not only from the last one. */
  triesEveryLink?: boolean
  /** At most so many faults per schedule; 1 if not given. */
  faults?: number
  /** Too large for all orders: random schedules only. */
  isLarge?: boolean
  /** Schedules that found a bug or a defect once. They run first. */
  pinned?: string[]
  /** Schedules of code with a defect, which makes other calls. They find it first. */
  pinnedForDefects?: string[]
}
