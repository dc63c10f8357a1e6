import { AsyncLocalStorage } from 'node:async_hooks'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { documents } from '../src/repository/client.ts'
import type { Span } from './spans.ts'

/** One call to AWS. It is `waiting` from when the request goes out until the answer begins. */
export type Call = {
  command: string
  startedAt: number
  endedAt: number
  waiting: Span[]
  wcu: number
  rcu: number
  failed: boolean
}

const taps = new AsyncLocalStorage<Call[]>()
const current = new AsyncLocalStorage<Call>()

const isRead = /^(Get|BatchGet|TransactGet|Query|Scan)/

type Input = { ReturnConsumedCapacity?: string }
type Output = { ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[] }

const unitsOf = ({ ConsumedCapacity }: Output): number =>
  [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)

const record = async <T>(calls: Call[], command: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now()
  const call: Call = { command, startedAt, endedAt: 0, waiting: [], wcu: 0, rcu: 0, failed: false }
  calls.push(call)
  try {
    return await current.run(call, work)
  } catch (error) {
    call.failed = true
    if (!isRead.test(command)) call.wcu = 1 // a refused write is paid for as well; here no item has more than 1 KB
    throw error
  } finally {
    call.endedAt = performance.now()
  }
}

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    async (args) => {
      const calls = taps.getStore()
      if (!calls) return next(args)
      const input = args.input as Input
      input.ReturnConsumedCapacity = 'TOTAL'
      const command = commandName.replace(/Command$/, '')
      return record(calls, command, async () => {
        const result = await next(args)
        const call = current.getStore() as Call
        call[isRead.test(command) ? 'rcu' : 'wcu'] = unitsOf(result.output as Output)
        return result
      })
    },
  { name: 'tap', step: 'initialize', priority: 'high' },
)

// Innermost: what is above it is the SDK's work, which a function pays for on AWS too.
documents.middlewareStack.add(
  (next) => async (args) => {
    const call = current.getStore()
    const from = performance.now()
    try {
      return await next(args)
    } finally {
      call?.waiting.push({ from, to: performance.now() })
    }
  },
  { name: 'tapOnTheWire', step: 'deserialize', priority: 'low' },
)

const { send } = ApiGatewayManagementApiClient.prototype
ApiGatewayManagementApiClient.prototype.send = function (
  this: ApiGatewayManagementApiClient,
  ...args: unknown[]
) {
  const calls = taps.getStore()
  const work = () => (send as (...all: unknown[]) => Promise<unknown>).apply(this, args)
  return calls ? record(calls, 'sockets', work) : work()
} as typeof send

/** The work's calls to AWS, beside what it answers. */
export const tapped = async <T>(work: () => Promise<T>): Promise<{ calls: Call[]; answer: T }> => {
  const calls: Call[] = []
  const answer = await taps.run(calls, work)
  return { calls, answer }
}
