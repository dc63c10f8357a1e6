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
  title: 'A local stack over HTTP: an inbox, a page, a message, and again',
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
  notes: ['serverless-offline, the embedded DynamoDB and the clients share the cores.'],
})

const delayTable = (delays: { what: string; values: number[] }[]): Table => ({
  title: 'From the response to a send until the recipient has the message, on that stack',
  columns: [
    { heading: '' },
    { heading: 'messages', digits: 0 },
    ...['p50 ms', 'p95', 'p99', 'max'].map((heading) => ({ heading, digits: 0 })),
  ],
  rows: delays.map(({ what, values }) => {
    const { p50, p95, p99, max } = percentiles(values)
    return [what, values.length, p50, p95, p99, max]
  }),
  notes: [
    'The local stream is polled after each request that may write, at most every 50 ms; Lambda polls four times a second.',
  ],
})

export const stack: Part = {
  title: 'A whole stack',
  run: async ({ say }) => {
    say('starting sls offline')
    const { api, sockets, end } = await startLocalStack()
    // Imported now, because these modules read the stack's addresses from the environment.
    const [{ createHttpClient, createPairs }, { measureLoad }, { measureInboxDelays, measureSocketDelays }] =
      await Promise.all([import('../httpClient.ts'), import('../load.ts'), import('../delays.ts')])
    const calls = createHttpClient(api)

    say('delivery times')
    const [warmPair, ...idlePairs] = await createPairs(2 * rounds + 1)
    if (!warmPair) throw new Error('No pairs were created')
    const repeated = Array.from({ length: rounds }, () => warmPair)
    const ten = repeated.slice(0, 10)
    await measureInboxDelays(calls, ten)
    await measureSocketDelays(calls, sockets, ten)
    const delays = [
      {
        what: 'in the inbox, after a pause',
        values: await measureInboxDelays(calls, idlePairs.slice(0, rounds)),
      },
      { what: 'in the inbox, lively conversation', values: await measureInboxDelays(calls, repeated) },
      { what: 'in the socket', values: await measureSocketDelays(calls, sockets, idlePairs.slice(rounds)) },
    ]

    const pairs = await createPairs(pairsOfLoad)
    const loaded: Loaded[] = []
    for (const clients of clientCounts) {
      say(`${clients} clients`)
      await measureLoad(calls, pairs, clients, warmUpMs) // each concurrent request starts another process of the function
      loaded.push(await measureLoad(calls, pairs, clients, forMs))
    }
    await end()
    return {
      tables: [loadTable(loaded), delayTable(delays)],
      findings: [],
    }
  },
}
