import '../../test/steps/setUp.ts'
import { startLocalStack } from '../localStack.ts'
import type { Part } from '../part.ts'
import { percentiles } from '../percentiles.ts'
import type { Table } from '../table.ts'

const clientCounts = [1, 10, 50]
const warmUpMs = 4000
const forMs = 5000
const pairsOfLoad = 60
const rounds = 60

type Loaded = { clients: number; perSecond: number; failed: number; p50: number; p95: number; p99: number }

const loadTable = (loaded: Loaded[]): Table => ({
  title: 'A whole stack on this machine, over HTTP: an inbox, a page, a message, and again',
  columns: [
    { heading: 'clients', digits: 0 },
    { heading: 'requests a second', digits: 0 },
    { heading: '× one', digits: 2 },
    ...['p50 ms', 'p95', 'p99'].map((heading) => ({ heading, digits: 0 })),
    { heading: 'failed', digits: 0 },
  ],
  rows: loaded.map(({ clients, perSecond, p50, p95, p99, failed }) => {
    const ratio = perSecond / (loaded[0]?.perSecond ?? Number.NaN)
    return [clients, perSecond, ratio, p50, p95, p99, failed]
  }),
  notes: [
    'All of it, and the clients, share the cores: API Gateway and Lambda are serverless-offline, DynamoDB is the embedded one.',
  ],
})

const lagTable = (lags: { what: string; values: number[] }[]): Table => ({
  title: 'From the answer of a send until the other one has it, on that stack',
  columns: [
    { heading: '' },
    { heading: 'messages', digits: 0 },
    ...['p50 ms', 'p95', 'p99', 'max'].map((heading) => ({ heading, digits: 0 })),
  ],
  rows: lags.map(({ what, values }) => {
    const { p50, p95, p99, max } = percentiles(values)
    return [what, values.length, p50, p95, p99, max]
  }),
  notes: [
    'The laptop’s stream is polled when a request was answered, and at most every 50 ms; on AWS it is polled four times a second.',
  ],
})

export const stack: Part = {
  title: 'A whole stack',
  run: async ({ say }) => {
    say('sls offline comes up')
    const { api, sockets, end } = await startLocalStack()
    // Only now: what is loaded here asks the environment where the stack is.
    const [{ callsOver, somePairs }, { load }, { inboxLags, socketLags }] = await Promise.all([
      import('../overHttp.ts'),
      import('../load.ts'),
      import('../lags.ts'),
    ])
    const calls = callsOver(api)

    say('how soon the other one has it')
    const [warm, ...rested] = await somePairs(2 * rounds + 1)
    if (!warm) throw new Error('there are no people')
    const repeated = Array.from({ length: rounds }, () => warm)
    const ten = repeated.slice(0, 10)
    await inboxLags(calls, ten)
    await socketLags(calls, sockets, ten)
    const lags = [
      { what: 'in the inbox, conversation at rest', values: await inboxLags(calls, rested.slice(0, rounds)) },
      { what: 'in the inbox, lively conversation', values: await inboxLags(calls, repeated) },
      { what: 'in the socket', values: await socketLags(calls, sockets, rested.slice(rounds)) },
    ]

    const pairs = await somePairs(pairsOfLoad)
    const loaded: Loaded[] = []
    for (const clients of clientCounts) {
      say(`${clients} clients`)
      await load(calls, pairs, clients, warmUpMs) // each more at a time is one more process of each function
      loaded.push(await load(calls, pairs, clients, forMs))
    }
    await end()
    return {
      tables: [loadTable(loaded), lagTable(lags)],
      findings: [],
    }
  },
}
