import { setImmediate as macrotask } from 'node:timers/promises'
import { type Call, ok } from './calls.ts'
import type { Code, SdkResponse } from './code.ts'
import type { Client } from './facts.ts'
import { everything, type Footprint, footprintOfSocket, movesClock, withClock } from './footprint.ts'
import { startAt } from './people.ts'
import { type Lambda, type Process, shortestTimeoutMs } from './process.ts'
import type { Actor } from './scenario.ts'
import { actAs, type Loaded, type Request } from './simulator.ts'

/* Runs actors at the same time. Their calls wait until one is chosen. */

/** What becomes of a call: its response arrives, its response is lost (the SDK retries), its process crashes after it. */
export type Outcome = '' | '!' | '*'

/** What can be chosen next: a call to the table, a frame to a socket, or a step of the clock. */
export type Step = {
  id: string
  actor: string
  footprint: Footprint
  /** The number of the step that led to it, or -1. */
  since: number
  outcomes: Outcome[]
  perform: (outcome: Outcome) => Promise<void>
}

type Running = {
  name: string
  steps: Map<number, Step>
  count: number
  isOver: boolean
  hasCrashed: boolean
  /** When its current invocation made its first call, and how long the invocation may take. */
  startedAt: number | undefined
  timeoutMs: number
}

const lostResponse = () => Object.assign(new Error('No response'), { name: 'TimeoutError' })

type Options = {
  loaded: (name: string) => Loaded
  callsOf: (...request: Request) => Call[]
  processOf: (code: Code, lambda: Lambda) => Process
  sockets: Map<string, Client>
  clockSteps: number[]
  onError: (text: string) => void
}

export const createScheduler = (options: Options) => {
  const { loaded, callsOf, processOf, sockets, clockSteps, onError } = options
  const running = new Map<string, Running>()
  const clock = { now: startAt, stepsTaken: 0, lastStep: -1, wasRead: false }
  let performed = -1

  const crash = (run: Running) => {
    run.isOver = true
    run.hasCrashed = true
    run.steps.clear()
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
  const park = (run: Running, { footprint, isWrite, send }: Call) =>
    new Promise<SdkResponse>((resolve, reject) => {
      run.count += 1
      const number = run.count
      const perform = async (outcome: Outcome) => {
        run.steps.delete(number)
        run.startedAt ??= clock.now
        const response = await send()
        if (outcome === '*') return crash(run)
        if (outcome === '!') reject(lostResponse())
        else resolve(response)
      }
      const outcomes: Outcome[] = isWrite ? ['', '!', '*'] : ['']
      const id = `${run.name}.${number}`
      run.steps.set(number, { id, actor: run.name, footprint, since: performed, outcomes, perform })
    })

  /** Starts an actor. Preparations and what follows at the end are direct: nothing waits for the scheduler. */
  const start = (name: string, { work, skew = 0 }: Actor, isDirect = false): Running => {
    const process = loaded(isDirect ? 'direct' : name.includes(':') ? 'stream' : name)
    process.now = () => {
      clock.wasRead = true
      return clock.now + skew
    }
    const run: Running = {
      name,
      steps: new Map(),
      count: 0,
      isOver: false,
      hasCrashed: false,
      startedAt: undefined,
      timeoutMs: Number.POSITIVE_INFINITY,
    }
    running.set(name, run)
    const make = (call: Call) => (isDirect ? call.send() : park(run, call))
    const lambda: Lambda = {
      now: process.now,
      invoked: (timeoutMs) => {
        run.startedAt = undefined
        run.timeoutMs = timeoutMs
      },
      wait: async (ms) => {
        const send = async () => {
          run.startedAt = undefined
          advance(ms)
          return ok()
        }
        await make({ footprint: everything, isWrite: false, send })
      },
      openSocket: async (id, client) => {
        const send = async () => {
          sockets.set(id, client)
          return ok()
        }
        await make({ footprint: footprintOfSocket(id), isWrite: false, send })
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
      const isQuiet = [...running.values()].every(({ isOver, steps }) => isOver || steps.size > 0)
      quietTurns = isQuiet ? quietTurns + 1 : 0
    }
  }

  const clockStep = (): Step[] => {
    const ms = clockSteps[clock.stepsTaken]
    if (ms === undefined) return []
    // Until the shortest timeout has passed since the start, no invocation can time out.
    const footprint = clock.now + ms - startAt < shortestTimeoutMs ? movesClock : everything
    const perform = async () => {
      clock.stepsTaken += 1
      clock.lastStep = performed
      advance(ms)
    }
    return [{ id: `+${ms}`, actor: 'clock', footprint, since: clock.lastStep, outcomes: [''], perform }]
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
      ...[...running.values()].flatMap(({ steps }) => [...steps.values()]),
      ...clockStep(),
    ],
    /** Returns the footprint of the step, including the clock if it was read before the next step. */
    perform: async (step: Step, outcome: Outcome, startMore: () => void): Promise<Footprint> => {
      performed += 1
      clock.wasRead = false
      await step.perform(outcome)
      await untilAllWait()
      startMore()
      await untilAllWait()
      startMore()
      await untilAllWait()
      return clock.wasRead ? withClock(step.footprint) : step.footprint
    },
  }
}
