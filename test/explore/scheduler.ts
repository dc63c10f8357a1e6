import { setImmediate as macrotask } from 'node:timers/promises'
import { type Call, ok, otherCall } from './calls.ts'
import type { Code } from './code.ts'
import type { Client } from './facts.ts'
import { everything, type Footprint, footprintOfSocket, movesClock, withClock } from './footprint.ts'
import { startAt } from './people.ts'
import { type Lambda, type Process, shortestTimeoutMs } from './process.ts'
import {
  crash,
  newRunning,
  nextNumber,
  numberCalls,
  type Outcome,
  park,
  type Running,
  type Step,
  stateOf,
  stepsOf,
} from './running.ts'
import type { Actor } from './scenario.ts'
import { actAs, type Loaded, type Request } from './simulator.ts'

/* Runs actors at the same time. Their calls wait until one is chosen. */

type Options = {
  loaded: (name: string) => Loaded
  callsOf: (actor: string, ...request: Request) => Call[]
  processOf: (code: Code, lambda: Lambda) => Process
  sockets: Map<string, Client>
  clockSteps: number[]
  hasRefusals: boolean
  hasCuts: boolean
  withoutNames: (text: string) => string
  newUuid: (actor: string) => string
  onError: (text: string) => void
}

export const createScheduler = (options: Options) => {
  const { loaded, callsOf, processOf, sockets, clockSteps, withoutNames, newUuid, onError } = options
  const { hasRefusals, hasCuts } = options
  const running = new Map<string, Running>()
  const clock = { now: startAt, stepsTaken: 0, wasRead: false }

  /** Moves the clock. Lambda ends invocations that have taken too long. */
  const advance = (ms: number) => {
    clock.now += ms
    for (const run of running.values()) {
      const { isOver, startedAt, timeoutMs } = run
      if (!isOver && startedAt !== undefined && clock.now - startedAt >= timeoutMs) crash(run)
    }
  }

  /** Starts an actor. Preparations and what follows at the end are direct: nothing waits for the scheduler. */
  const start = (name: string, { work, skew = 0 }: Actor, isDirect = false): Running => {
    const process = loaded(isDirect ? 'direct' : name)
    const run = newRunning(name)
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
      name,
      invoked: (timeoutMs, isJob = false) => {
        Object.assign(run, { startedAt: undefined, timeoutMs, isJob, isTimeUp: false })
      },
      isTimeUp: () => run.isTimeUp,
      wait: async (ms) => {
        const send = () => {
          run.startedAt = undefined
          advance(ms)
          return ok()
        }
        await make(otherCall('wait', everything, send))
      },
      moment: async (text, footprint, note) => {
        const send = () => {
          note()
          return ok()
        }
        await make(otherCall(text, footprint, send))
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
      for (const call of callsOf(name, ...parts)) {
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
    for (const run of running.values()) numberCalls(run, withoutNames)
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
    steps: (): Step[] => [
      ...[...running.values()].flatMap((run) =>
        stepsOf(run, { now: () => clock.now, withoutNames, hasRefusals, hasCuts }),
      ),
      ...clockStep(),
    ],
    /** The number of the next call of each actor that was started. */
    nextNumbers: () =>
      new Map([...running].map(([name, run]) => [name, nextNumber(run)])).set('clock', clock.stepsTaken + 1),
    /** What determines how the actors go on, apart from the table. */
    state: () => {
      const names = [...running.keys()].sort()
      return [clock.now, clock.stepsTaken, names.map((name) => stateOf(running.get(name) as Running))]
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
