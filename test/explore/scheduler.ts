import { hash } from 'node:crypto'
import { setImmediate as macrotask } from 'node:timers/promises'
import { type Call, ok, otherCall } from './calls.ts'
import type { Code, SdkResponse } from './code.ts'
import type { Client } from './facts.ts'
import { everything, type Footprint, footprintOfSocket, movesClock, withClock } from './footprint.ts'
import { startAt } from './people.ts'
import { type Lambda, type Process, shortestTimeoutMs } from './process.ts'
import type { Actor } from './scenario.ts'
import { actAs, type Loaded, type Request } from './simulator.ts'

/* Runs actors at the same time. Their calls wait until one is chosen. */

/**
 * What becomes of a call: its response arrives; its response is lost, and the SDK retries (!); its process crashes after it
 * (*); it is a read that misses the last write, the one before that, and so on (~1, ~2).
 */
export type Outcome = '' | '!' | '*' | `~${number}`

/** What can be chosen next: a call to the table, a frame to a socket, or a step of the clock. */
export type Step = {
  id: string
  actor: string
  number: number
  footprint: Footprint
  outcomes: Outcome[]
  perform: (outcome: Outcome) => Promise<void>
}

/** A call that waits until it is chosen. */
type Parked = { call: Call; answer: (response: SdkResponse) => void; fail: (error: Error) => void }

type Running = {
  name: string
  arriving: Parked[]
  parked: Map<number, Parked>
  count: number
  /** The call that the SDK retries: its number, and what it asks for. */
  retried: { number: number; text: string } | undefined
  isOver: boolean
  hasCrashed: boolean
  /** When its current invocation made its first call, and how long the invocation may take. */
  startedAt: number | undefined
  timeoutMs: number
  /** What it has seen so far: the answers to its calls, and the clock. */
  answers: string[]
  times: number[]
}

const lostResponse = () => Object.assign(new Error('No response'), { name: 'TimeoutError' })

type Options = {
  loaded: (name: string) => Loaded
  callsOf: (...request: Request) => Call[]
  processOf: (code: Code, lambda: Lambda) => Process
  sockets: Map<string, Client>
  clockSteps: number[]
  withoutNames: (text: string) => string
  newUuid: (actor: string) => string
  onError: (text: string) => void
}

export const createScheduler = (options: Options) => {
  const { loaded, callsOf, processOf, sockets, clockSteps, withoutNames, newUuid, onError } = options
  const running = new Map<string, Running>()
  const clock = { now: startAt, stepsTaken: 0, wasRead: false }

  const crash = (run: Running) => {
    run.isOver = true
    run.hasCrashed = true
    run.parked.clear()
  }

  /** Moves the clock. Lambda ends invocations that have taken too long. */
  const advance = (ms: number) => {
    clock.now += ms
    for (const run of running.values()) {
      const { isOver, startedAt, timeoutMs } = run
      if (!isOver && startedAt !== undefined && clock.now - startedAt >= timeoutMs) crash(run)
    }
  }

  /** Waits until the scheduler chooses the call. */
  const park = (run: Running, call: Call) =>
    new Promise<SdkResponse>((answer, fail) => {
      run.arriving.push({ call, answer, fail })
    })

  /** A retry has the number of the call whose response was lost. */
  const numberFor = (run: Running, text: string): number => {
    const { retried } = run
    if (retried?.text === text) {
      run.retried = undefined
      return retried.number
    }
    run.count += 1
    return run.count
  }

  /** Numbers the calls that have come since the last step. Those that come at once have an order of their own. */
  const numberCalls = (run: Running) => {
    const inOrder = run.arriving
      .splice(0)
      .map((parked) => ({ parked, text: withoutNames(parked.call.text) }))
      .sort((one, other) => (one.text < other.text ? -1 : 1))
    for (const { parked } of inOrder) run.parked.set(numberFor(run, parked.call.text), parked)
  }

  const performCall = async (run: Running, number: number, outcome: Outcome) => {
    const { call, answer, fail } = run.parked.get(number) as Parked
    run.parked.delete(number)
    run.startedAt ??= clock.now
    const response = await call.send(outcome.startsWith('~') ? Number(outcome.slice(1)) - 1 : undefined)
    if (outcome === '*') return crash(run)
    if (outcome === '!') {
      run.retried = { number, text: call.text }
      return fail(lostResponse())
    }
    const body = withoutNames(new TextDecoder().decode(response.body))
    run.answers.push(hash('sha1', `${number} ${response.statusCode} ${body}`))
    answer(response)
  }

  const outcomesOf = ({ isWrite, missable }: Call): Outcome[] => {
    const stale = Array.from({ length: missable() }, (_, index): Outcome => `~${index + 1}`)
    return ['', ...stale, ...(isWrite ? (['!', '*'] as const) : [])]
  }

  const stepsOf = (run: Running): Step[] =>
    [...run.parked].map(([number, { call }]) => ({
      id: `${run.name}.${number}`,
      actor: run.name,
      number,
      footprint: call.footprint,
      outcomes: outcomesOf(call),
      perform: (outcome) => performCall(run, number, outcome),
    }))

  /** Starts an actor. Preparations and what follows at the end are direct: nothing waits for the scheduler. */
  const start = (name: string, { work, skew = 0 }: Actor, isDirect = false): Running => {
    const process = loaded(isDirect ? 'direct' : name)
    const run: Running = {
      name,
      arriving: [],
      parked: new Map(),
      count: 0,
      retried: undefined,
      isOver: false,
      hasCrashed: false,
      startedAt: undefined,
      timeoutMs: Number.POSITIVE_INFINITY,
      answers: [],
      times: [],
    }
    running.set(name, run)
    process.now = () => {
      clock.wasRead = true
      run.times.push(clock.now)
      return clock.now + skew
    }
    process.newUuid = () => newUuid(name)
    const make = (call: Call) => (isDirect ? call.send() : park(run, call))
    const lambda: Lambda = {
      now: process.now,
      invoked: (timeoutMs) => {
        run.startedAt = undefined
        run.timeoutMs = timeoutMs
      },
      wait: async (ms) => {
        const send = () => {
          run.startedAt = undefined
          advance(ms)
          return ok()
        }
        await make(otherCall('wait', everything, send))
      },
      openSocket: async (id, client) => {
        const send = () => {
          sockets.set(id, client)
          return ok()
        }
        await make(otherCall('open', footprintOfSocket(id), send))
      },
    }
    const request = async (...parts: Request) => {
      let response = ok()
      for (const call of callsOf(...parts)) {
        response = await make(call)
        if (response.statusCode !== 200) break
      }
      return response
    }
    actAs(request, () => work(processOf(process.code, lambda)))
      .catch((error: unknown) => onError(`${name}: ${error instanceof Error ? error.stack : error}`))
      .finally(() => {
        run.isOver = true
      })
    return run
  }

  /** Waits until every actor has ended or waits for the scheduler. */
  const untilAllWait = async () => {
    for (let quietTurns = 0; quietTurns < 2; ) {
      await macrotask()
      const isQuiet = [...running.values()].every(
        ({ isOver, parked, arriving }) => isOver || parked.size + arriving.length > 0,
      )
      quietTurns = isQuiet ? quietTurns + 1 : 0
    }
    for (const run of running.values()) numberCalls(run)
  }

  const clockStep = (): Step[] => {
    const ms = clockSteps[clock.stepsTaken]
    if (ms === undefined) return []
    // Until the shortest timeout has passed since the start, no invocation can time out.
    const footprint = clock.now + ms - startAt < shortestTimeoutMs ? movesClock : everything
    const perform = async () => {
      clock.stepsTaken += 1
      advance(ms)
    }
    return [
      { id: `+${ms}`, actor: 'clock', number: clock.stepsTaken + 1, footprint, outcomes: [''], perform },
    ]
  }

  return {
    clock,
    running,
    start,
    untilAllWait,
    /** Runs an actor from start to end. */
    runDirectly: async (name: string, actor: Actor) => {
      const run = start(name, actor, true)
      while (!run.isOver) await macrotask()
    },
    steps: (): Step[] => [...[...running.values()].flatMap(stepsOf), ...clockStep()],
    /** The number of the next call of each actor. */
    nextNumbers: () => {
      const numbers = new Map(
        [...running.values()].map(({ name, isOver, parked }) => [
          name,
          isOver ? Number.POSITIVE_INFINITY : Math.min(...parked.keys()),
        ]),
      )
      return numbers.set('clock', clock.stepsTaken + 1)
    },
    /** What determines how the actors go on, apart from the table. */
    state: () => {
      const runs = [...running.values()].map(({ name, isOver, hasCrashed, ...run }) => {
        if (isOver) return [name, hasCrashed]
        const waiting = [...run.parked].map(([number, { call }]) => [number, call.text])
        return [name, run.answers.toSorted(), run.times, run.startedAt, waiting]
      })
      return [
        clock.now,
        clock.stepsTaken,
        runs.sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1)),
      ]
    },
    /** Returns the footprint of the step, including the clock if it was read before the next step. */
    perform: async (step: Step, outcome: Outcome, startMore: () => boolean): Promise<Footprint> => {
      clock.wasRead = false
      await step.perform(outcome)
      do await untilAllWait()
      while (startMore())
      return clock.wasRead ? withClock(step.footprint) : step.footprint
    },
  }
}
