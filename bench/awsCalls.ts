import { AsyncLocalStorage } from 'node:async_hooks'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { SQSClient } from '@aws-sdk/client-sqs'
import { documents } from '../src/repository/client.ts'
import type { Span } from './spans.ts'

/** One call to AWS. `waiting` is the time from sending each request until its response begins. */
export type Call = {
  command: string
  startedAt: number
  endedAt: number
  waiting: Span[]
  wcu: number
  rcu: number
  failed: boolean
}

const recordings = new AsyncLocalStorage<Call[]>()
const current = new AsyncLocalStorage<Call>()

const isRead = /^(Get|BatchGet|TransactGet|Query|Scan)/

type Input = { ReturnConsumedCapacity?: string }
type Output = { ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[] }

const unitsOf = ({ ConsumedCapacity }: Output): number =>
  [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)

/** The command of a request to the bucket or to a push service. */
const commandOf = (url: string, method = 'GET'): string | undefined => {
  const isFor = (start = 'none') => url.startsWith(start)
  if (isFor(process.env.ATTACHMENTS_URL)) return `bucket ${url.includes('list-type=') ? 'LIST' : method}`
  return isFor(process.env.PUSH_SERVICES) ? 'push' : undefined
}

const record = async <T>(calls: Call[], command: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now()
  const call: Call = { command, startedAt, endedAt: 0, waiting: [], wcu: 0, rcu: 0, failed: false }
  calls.push(call)
  try {
    return await current.run(call, work)
  } catch (error) {
    call.failed = true
    if (!isRead.test(command)) call.wcu = 1 // a failed condition costs the item's write units; items here have at most 1 KB
    throw error
  } finally {
    call.endedAt = performance.now()
  }
}

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    async (args) => {
      const calls = recordings.getStore()
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
  { name: 'recordCalls', step: 'initialize', priority: 'high' },
)

// The innermost middleware: the steps above it are the SDK's own work, which takes time on AWS, too.
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
  { name: 'recordWaiting', step: 'deserialize', priority: 'low' },
)

const { send } = ApiGatewayManagementApiClient.prototype
ApiGatewayManagementApiClient.prototype.send = function (
  this: ApiGatewayManagementApiClient,
  ...args: unknown[]
) {
  const calls = recordings.getStore()
  const work = () => (send as (...all: unknown[]) => Promise<unknown>).apply(this, args)
  return calls ? record(calls, 'sockets', work) : work()
} as typeof send

const { send: sendToQueue } = SQSClient.prototype
SQSClient.prototype.send = function (this: SQSClient, ...args: unknown[]) {
  const calls = recordings.getStore()
  const work = () => (sendToQueue as (...all: unknown[]) => Promise<unknown>).apply(this, args)
  return calls ? record(calls, 'queue', work) : work()
} as typeof sendToQueue

const fetchAny = globalThis.fetch

/** Also a request of a test that uploads like a browser. */
globalThis.fetch = (input, init) => {
  const calls = recordings.getStore()
  const command = commandOf(String(input), init?.method)
  const work = () => fetchAny(input, init)
  return calls && command ? record(calls, command, work) : work()
}

/** Runs the work and returns its calls to AWS with its result. */
export const recordCalls = async <T>(work: () => Promise<T>): Promise<{ calls: Call[]; result: T }> => {
  const calls: Call[] = []
  const result = await recordings.run(calls, work)
  return { calls, result }
}
