import { AsyncLocalStorage } from 'node:async_hooks'
import { documents } from '../../src/repository/client.ts'

// biome-ignore lint/suspicious/noExplicitAny: the inputs and outputs of all commands
type Any = Record<string, any>

export type Call = { command: string; input: Any }

/** What becomes of a call to the table: sent or not, now or later, answered or not. */
export type Pass = (call: Call, send: () => Promise<{ output: Any }>) => Promise<{ output: Any }>

const passes = new AsyncLocalStorage<Pass | undefined>()

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    ((args) => {
      const pass = passes.getStore()
      const send = () => next(args)
      if (!pass) return send()
      const call = { command: commandName.replace(/Command$/, ''), input: args.input }
      return passes.run(undefined, () => pass(call, send)) // the calls of the pass itself go by
    }) as typeof next,
  { name: 'wire', step: 'initialize', priority: 'high' },
)

/** Lets the work's calls to the table, and no others', through a pass. */
export const through = <T>(pass: Pass, work: () => Promise<T>): Promise<T> => passes.run(pass, work)

const refusals = new AsyncLocalStorage<{ left: number; of: RegExp; answer: object }>()

// Where an answer has just come in, below the SDK's own retries.
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

/** So many of the work's writes meet a transaction on their item. AWS refuses them then; the embedded engine has one write at a time. */
export const meeting = <T>(transactions: number, work: () => Promise<T>): Promise<T> => {
  const answer = { __type: errorType('TransactionConflictException') }
  return refusals.run({ left: transactions, of: /^(Put|Update)Item/, answer }, work)
}

/** So many of the work's transactions are cancelled for these reasons, one for each write. */
export const cancelling = <T>(transactions: number, codes: string[], work: () => Promise<T>): Promise<T> => {
  const CancellationReasons = codes.map((Code) => ({ Code }))
  const answer = { __type: errorType('TransactionCanceledException'), CancellationReasons }
  return refusals.run({ left: transactions, of: /^TransactWriteItems/, answer }, work)
}

/** The work's calls to the table, and the capacity that each of them took. */
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

/** How many of the work's calls to the table wait for one another: those that are made at once are one turn. */
export const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0
  await through(async (_, send) => {
    const turn = turns + 1
    const answer = await send()
    turns = Math.max(turns, turn)
    return answer
  }, work)
  return turns
}

/** Calls that are made at once go one by one, the first or the last of them first; between them there is time for something else. */
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

/** What happens at a call: it goes well, it is sent twice, it is lost with its caller, or its caller is and the call lands later. */
export type Fate = 'well' | 'twice' | 'lost' | 'late'

/** An attempt that stands still before each call to the table, and again before it learns the answer. */
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
    /** The call that it stands before. */
    asks: () => asks,
    learnt: () => learnt,
    failed: () => failed,
    isDead: () => isDead,
    isOver: () => next === undefined,
    step: async (fate: Fate) => next?.(fate),
  }
}
