import { AsyncLocalStorage } from 'node:async_hooks'
import { documents } from '../../src/repository/client.ts'

type Input = { Key?: { pk: string; sk: string }; ReturnConsumedCapacity?: string }
export type Call = { command: string; input: Input }

/** What becomes of a call to the table: sent or not, now or later, answered or not. */
export type Pass = <T>(call: Call, send: () => Promise<T>) => Promise<T>

const passes = new AsyncLocalStorage<Pass>()

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    (args) => {
      const send = () => next(args)
      return passes.getStore()?.({ command: commandName, input: args.input as Input }, send) ?? send()
    },
  { name: 'testPass', step: 'initialize', priority: 'high' },
)

/** Lets the work's calls to the table, and no others', through a pass. */
export const through = <T>(pass: Pass, work: () => Promise<T>): Promise<T> => passes.run(pass, work)

/** No call about this person's rows comes back: it is lost on its way there or, done, on its way back. */
export const losing =
  (userUuid: string, where: 'before' | 'after' = 'before'): Pass =>
  async (call, send) => {
    if (call.input.Key?.pk !== `GRP#${userUuid}`) return send()
    if (where === 'after') await send()
    throw new Error(`lost ${where} it took effect`)
  }

/** The work's calls to the table, and the capacity that they took. */
export const meter = async (work: () => Promise<unknown>) => {
  const commands: string[] = []
  let units = 0
  await through(async (call, send) => {
    commands.push(call.command)
    call.input.ReturnConsumedCapacity = 'TOTAL'
    const answer = await send()
    const { output } = answer as { output: { ConsumedCapacity: { CapacityUnits: number } } }
    units += output.ConsumedCapacity.CapacityUnits
    return answer
  }, work)
  return { commands, units }
}
