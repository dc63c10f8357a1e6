import { AsyncLocalStorage } from 'node:async_hooks'
import { documents } from '../../src/repository/client.ts'

// biome-ignore lint/suspicious/noExplicitAny: the inputs and outputs of all commands
type Any = Record<string, any>

export type Call = { command: string; input: Any }

/** Intercepts a call to the table: it can send the call or not, now or later, and return its answer or not. */
export type Pass = (call: Call, send: () => Promise<{ output: Any }>) => Promise<{ output: Any }>

const passes = new AsyncLocalStorage<Pass | undefined>()

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    ((args) => {
      const pass = passes.getStore()
      const send = () => next(args)
      if (!pass) return send()
      const call = { command: commandName.replace(/Command$/, ''), input: args.input }
      return passes.run(undefined, () => pass(call, send)) // calls by the pass itself are not intercepted
    }) as typeof next,
  { name: 'wire', step: 'initialize', priority: 'high' },
)

/** Runs the work with its calls to the table, and no others, going through a pass. */
export const through = <T>(pass: Pass, work: () => Promise<T>): Promise<T> => passes.run(pass, work)

const refusals = new AsyncLocalStorage<{ left: number; of: RegExp; answer: object }>()

// Below the SDK's own retries.
documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    (async (args) => {
      const refusal = refusals.getStore()
      if (!refusal?.left || !refusal.of.test(commandName)) return next(args)
      refusal.left -= 1
      return { response: { statusCode: 400, headers: {}, body: Buffer.from(JSON.stringify(refusal.answer)) } }
    }) as typeof next,
  { name: 'refusals', step: 'deserialize', priority: 'low' },
)

const errorType = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`

/** Runs the work while its first writes fail with a transaction conflict. The embedded engine has none: it writes one at a time. */
export const meeting = <T>(transactions: number, work: () => Promise<T>): Promise<T> => {
  const answer = { __type: errorType('TransactionConflictException') }
  return refusals.run({ left: transactions, of: /^(Put|Update)Item/, answer }, work)
}

/** Runs the work while its first transactions are cancelled for these reasons, one for each write. */
export const cancelling = <T>(transactions: number, codes: string[], work: () => Promise<T>): Promise<T> => {
  const CancellationReasons = codes.map((Code) => ({ Code }))
  const answer = { __type: errorType('TransactionCanceledException'), CancellationReasons }
  return refusals.run({ left: transactions, of: /^TransactWriteItems/, answer }, work)
}

/** The calls of the work to the table, and the capacity that each consumed. */
export const meter = async (work: () => Promise<unknown>) => {
  const commands: string[] = []
  const units: number[] = []
  await through(async ({ command, input }, send) => {
    input.ReturnConsumedCapacity = 'TOTAL'
    commands.push(command)
    const answer = await send()
    for (const { CapacityUnits } of [answer.output.ConsumedCapacity].flat()) units.push(CapacityUnits)
    return answer
  }, work)
  return { commands, units }
}

/** Runs work that crashes before its transaction. */
export const crashesBeforeTransaction = <T>(work: () => Promise<T>): Promise<T> =>
  through(async ({ command }, send) => {
    if (command === 'TransactWriteItems') throw new Error('the function has crashed')
    return send()
  }, work)

/** Counts the sequential round trips of the work to the table: concurrent calls are one. */
export const countRoundTrips = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0
  await through(async (_, send) => {
    const turn = turns + 1
    const answer = await send()
    turns = Math.max(turns, turn)
    return answer
  }, work)
  return turns
}

/** Sends concurrent calls one by one, in their order or in reverse, and does something else before each. */
export const oneByOne = (which: 'first' | 'last', between: () => Promise<unknown>): Pass => {
  const waiting: (() => Promise<void>)[] = []
  let isBusy = false
  const goOn = async () => {
    isBusy = true
    for (;;) {
      await new Promise(setImmediate)
      const go = which === 'first' ? waiting.shift() : waiting.pop()
      if (!go) break
      await between()
      await go()
    }
    isBusy = false
  }
  return (_, send) =>
    new Promise((resolve, reject) => {
      waiting.push(() => send().then(resolve, reject))
      if (!isBusy) goOn()
    })
}

/** The outcome of a call: it succeeds, is sent twice, is lost with its caller, or arrives after its caller has crashed. */
export type Fate = 'well' | 'twice' | 'lost' | 'late'

/** Runs work that pauses before each call to the table and before each answer. */
export const anAttempt = <T>(work: () => Promise<T>) => {
  let asks: Call | undefined
  let isDead = false
  let learnt: T | undefined
  let failed: unknown
  let stopped = () => {}
  let next: ((fate: Fate) => Promise<void>) | undefined

  const goesOn = (go: () => void) =>
    new Promise<void>((resolve) => {
      stopped = resolve
      go()
    })
  const ends = () => {
    next = undefined
    stopped()
  }
  const stops: Pass = (call, send) =>
    new Promise((resolve, reject) => {
      asks = call
      next = async (fate) => {
        asks = undefined
        isDead = fate === 'lost' || fate === 'late'
        if (fate === 'lost') return ends()
        if (fate === 'late') {
          next = async () => {
            await Promise.allSettled([send()])
            ends()
          }
          return
        }
        const [first] = await Promise.allSettled([send()])
        const [answer] = fate === 'twice' ? await Promise.allSettled([send()]) : [first]
        next = async (fateOfAnswer) => {
          isDead = fateOfAnswer === 'lost' || fateOfAnswer === 'late'
          if (isDead) return ends()
          await goesOn(() => (answer.status === 'fulfilled' ? resolve(answer.value) : reject(answer.reason)))
        }
      }
      stopped()
    })
  next = () =>
    goesOn(() => {
      through(stops, work).then(
        (value) => {
          learnt = value
          ends()
        },
        (reason) => {
          failed = reason
          ends()
        },
      )
    })

  return {
    /** The call before which it pauses. */
    asks: () => asks,
    learnt: () => learnt,
    failed: () => failed,
    isDead: () => isDead,
    isOver: () => next === undefined,
    step: async (fate: Fate) => next?.(fate),
  }
}
