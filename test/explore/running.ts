import { hash } from 'node:crypto'
import type { Call } from './calls.ts'
import type { SdkResponse } from './code.ts'
import type { Footprint } from './footprint.ts'

/* An actor that runs: its calls that wait to be chosen, and what it has seen. */

/**
 * What becomes of a call: its response arrives; its response is lost, and the SDK retries (!); its process crashes after it
 * (*); it is a read that misses the last write, the one before that, and so on (~1, ~2); the service refuses it (-); the time of its job
 * is up after it (^).
 */
export type Outcome = '' | '!' | '*' | '-' | '^' | `~${number}`

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
type Parked = {
  call: Call
  isRetry?: boolean
  answer: (response: SdkResponse) => void
  fail: (error: Error) => void
}

export type Running = {
  name: string
  /** Calls that have no number yet. */
  arriving: Parked[]
  parked: Map<number, Parked>
  count: number
  /** The call whose response was lost: its number, and what it asks for. */
  retried: { number: number; text: string } | undefined
  isOver: boolean
  hasCrashed: boolean
  /** Its calls that were refused: so are their repetitions. */
  refused: Set<string>
  /** When its current invocation made its first call, and how long the invocation may take. */
  startedAt: number | undefined
  timeoutMs: number
  /** Its current invocation is a job, which ends by itself when its time is up. */
  isJob: boolean
  isTimeUp: boolean
  /** What it has seen so far: the answers to its calls, and the clock. */
  answers: string[]
  times: number[]
}

export const newRunning = (name: string): Running => ({
  name,
  arriving: [],
  parked: new Map(),
  count: 0,
  retried: undefined,
  isOver: false,
  hasCrashed: false,
  refused: new Set(),
  startedAt: undefined,
  timeoutMs: Number.POSITIVE_INFINITY,
  isJob: false,
  isTimeUp: false,
  answers: [],
  times: [],
})

/** Waits until the scheduler chooses the call. */
export const park = (run: Running, call: Call): Promise<SdkResponse> | SdkResponse => {
  if (call.refuse && run.refused.has(call.text)) return call.refuse()
  return new Promise<SdkResponse>((answer, fail) => {
    run.arriving.push({ call, answer, fail })
  })
}

/** Numbers the calls that have come since the last step, which come in any order. A retry has the number of its call. */
export const numberCalls = (run: Running, withoutNames: (text: string) => string) => {
  const inOrder = run.arriving
    .splice(0)
    .map((parked) => ({ parked, text: withoutNames(parked.call.text) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
  for (const { parked } of inOrder) {
    const { retried } = run
    if (retried?.text === parked.call.text) {
      run.parked.set(retried.number, { ...parked, isRetry: true })
      run.retried = undefined
    } else {
      run.count += 1
      run.parked.set(run.count, parked)
    }
  }
}

export const crash = (run: Running) => {
  run.isOver = true
  run.hasCrashed = true
  run.parked.clear()
}

/** The number of its next call. */
export const nextNumber = ({ isOver, parked }: Running): number =>
  isOver ? Number.POSITIVE_INFINITY : Math.min(...parked.keys())

/** What determines how it goes on, apart from the table. */
export const stateOf = ({ name, isOver, hasCrashed, refused, parked, ...run }: Running) => {
  if (isOver) return [name, hasCrashed, refused.size]
  const calls = [...parked].map(([number, { call, isRetry }]) => [number, call.text, isRetry])
  return [name, run.answers.toSorted(), run.times, run.startedAt, run.isTimeUp, calls, [...refused]]
}

type Faults = { canBeRefused: boolean; canBeCut: boolean }

const outcomesOf = ({ isWrite, missable, refuse }: Call, { canBeRefused, canBeCut }: Faults): Outcome[] => {
  const stale = Array.from({ length: missable() }, (_, index): Outcome => `~${index + 1}`)
  return [
    '',
    ...stale,
    ...(isWrite ? (['!', '*'] as const) : []),
    ...(refuse && canBeRefused ? (['-'] as const) : []),
    ...(canBeCut ? (['^'] as const) : []),
  ]
}

const lostResponse = () => Object.assign(new Error('No response'), { name: 'TimeoutError' })

type Options = {
  now: () => number
  withoutNames: (text: string) => string
  /** Calls can be refused. */
  hasRefusals: boolean
  /** The time of a job can be up. */
  hasCuts: boolean
}

export const stepsOf = (run: Running, { now, withoutNames, hasRefusals, hasCuts }: Options): Step[] =>
  [...run.parked].map(([number, { call, answer, fail }]) => ({
    id: `${run.name}.${number}`,
    actor: run.name,
    number,
    footprint: call.footprint,
    outcomes: outcomesOf(call, {
      canBeRefused: hasRefusals,
      canBeCut: hasCuts && run.isJob && !run.isTimeUp,
    }),
    perform: async (outcome) => {
      run.parked.delete(number)
      run.startedAt ??= now()
      if (outcome === '-' && call.refuse) {
        run.refused.add(call.text)
        return answer(call.refuse())
      }
      const response = await call.send(outcome.startsWith('~') ? Number(outcome.slice(1)) - 1 : undefined)
      if (outcome === '*') return crash(run)
      if (outcome === '^') run.isTimeUp = true
      if (outcome === '!') {
        run.retried = { number, text: call.text }
        return fail(lostResponse())
      }
      const body = withoutNames(new TextDecoder().decode(response.body))
      run.answers.push(hash('sha1', `${number} ${response.statusCode} ${body}`))
      answer(response)
    },
  }))
