import { dollarsOf } from '../capacity.ts'
import { atMost, type Finding, type Part } from '../part.ts'
import { percentiles } from '../percentiles.ts'
import { account } from '../scale/account.ts'
import { assumptions } from '../scale/assumptions.ts'
import type { Account } from '../scale/ledger.ts'
import type { Table } from '../table.ts'

const { people, seconds, online, socketMinutes, kilobytesPerPicture } = assumptions
const shardCounts = [4, 8, 16] as const
/** Of one partition, a second. */
const limits = { wcu: 1000, rcu: 3000 }

const whatIs: Record<string, string> = {
  'MSG#': 'the messages of a conversation',
  'GRP#': 'the rows of a person',
  'INB#': 'the inbox of a person, in the index',
  'NGR#': 'a named group',
  'CON#': 'the sockets of a person',
  'ATT#': 'a picture',
}

type Accounted = ReturnType<typeof account>

const sumOf = (accounts: Account[]) => accounts.reduce((sum, { units }) => sum + units, 0)

const totals = (hour: Accounted): Table => {
  const [wcu, rcu] = [sumOf(hour.writes.accounts()), sumOf(hour.reads.accounts())]
  const row = (what: string, sum: number, most: number) => [what, sum, sum / seconds, most]
  const dollars = dollarsOf({ wcu, rcu }) / 1e6 + (hour.requests.sum + hour.frames.sum) / 1e6
  const gigabytes = (hour.loads.sum * kilobytesPerPicture) / 1e6
  const s3 = {
    requests: (5 * hour.uploads.sum + 0.4 * (hour.loads.sum + hour.pictures)) / 1e6,
    transfer: 0.09 * gigabytes,
  }
  return {
    title: 'The busiest hour of a million people',
    columns: [
      { heading: 'what' },
      { heading: 'in the hour', digits: 0 },
      { heading: 'a second', digits: 0 },
      { heading: 'in the busiest second', digits: 0 },
    ],
    rows: [
      row('write units', wcu, hour.writes.mostInSecond()),
      row('read units', rcu, hour.reads.mostInSecond()),
      row('HTTP requests', hour.requests.sum, hour.requests.most),
      row('frames', hour.frames.sum, hour.frames.most),
      row('S3: POST and PUT', hour.uploads.sum, hour.uploads.most),
      row('S3: GET by browsers', hour.loads.sum, hour.loads.most),
    ],
    notes: [
      `${hour.messages.toLocaleString('en')} messages, of which ${((100 * hour.loud) / hour.messages).toFixed(0)} % are loud. The hour costs $${dollars.toFixed(2)} for the table, HTTP and frames. ${hour.pictures.toLocaleString('en')} messages have a picture: $${s3.requests.toFixed(2)} for requests to S3, and $${s3.transfer.toFixed(2)} for ${gigabytes.toFixed(0)} GB that browsers load.`,
      `Assumed: ${Object.entries(assumptions)
        .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
        .join(', ')}.`,
    ],
  }
}

const hottest = (hour: Accounted): Table => {
  const of = (accounts: Account[], kind: string) => accounts.find((one) => one.kind === kind)
  const [writes, reads] = [hour.writes.accounts(), hour.reads.accounts()]
  return {
    title: 'The partition with the most units in a second, of each kind',
    columns: [
      { heading: 'key' },
      { heading: 'what' },
      { heading: 'WCU', digits: 0 },
      { heading: '% of 1,000', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: '% of 3,000', digits: 1 },
    ],
    rows: Object.entries(whatIs).map(([kind, what]) => {
      const [wcu, rcu] = [of(writes, kind)?.most ?? 0, of(reads, kind)?.most ?? 0]
      return [kind, what, wcu, (100 * wcu) / limits.wcu, rcu, (100 * rcu) / limits.rcu]
    }),
  }
}

const lags = (hour: Accounted): Table => ({
  title: 'How long a record waits for its function, and is worked on, in ms',
  columns: [
    { heading: 'shards', digits: 0 },
    { heading: 'function' },
    ...['p50', 'p99', 'max'].map((heading) => ({ heading, digits: 0 })),
  ],
  rows: hour.consumers.flatMap(({ shards, updateInbox, pushMessage }) =>
    Object.entries({ updateInbox, pushMessage }).map(([name, consumer]) => {
      const { p50, p99, max } = percentiles(consumer.lags())
      return [shards, name, p50, p99, max]
    }),
  ),
  notes: [
    'A table has about as many shards as partitions: 4 when it is new and on demand, and more after it has grown.',
  ],
})

/** What a stage has by default, and which part of it the busiest second takes. */
const quotasOf = (hour: Accounted): [string, number, number][] => [
  ['`requestsPerSecond` of this stack (HTTP)', 500, hour.requests.most],
  ['HTTP requests of an account', 10_000, hour.requests.most],
  ['write units of a new on-demand table', 4000, hour.writes.mostInSecond()],
  ['write units of a table', 40_000, hour.writes.mostInSecond()],
  ['read units of a new on-demand table', 12_000, hour.reads.mostInSecond()],
  ['read units of a table', 40_000, hour.reads.mostInSecond()],
  ['S3: POST and PUT, one prefix before S3 splits it', 3500, hour.uploads.most / 2],
  ['S3: GET, one prefix before S3 splits it', 5500, hour.loads.most],
  ['new sockets of an account', 500, (people * online) / (socketMinutes * 60)],
  ['concurrent invocations for HTTP, at 20 ms', 1000, hour.requests.most * 0.02],
  [
    'write units of the hottest partition',
    limits.wcu,
    Math.max(...hour.writes.accounts().map(({ most }) => most)),
  ],
  [
    'read units of the hottest partition',
    limits.rcu,
    Math.max(...hour.reads.accounts().map(({ most }) => most)),
  ],
]

const firstToGive = (hour: Accounted): Table => ({
  title: 'What gives way first',
  columns: [
    { heading: 'limit' },
    { heading: 'a second', digits: 0 },
    { heading: 'taken by the busiest second', digits: 0 },
    { heading: 'reached by', digits: 0 },
  ],
  rows: quotasOf(hour)
    .map(([name, limit, taken]) => [name, limit, taken, (limit / taken) * people] as const)
    .toSorted((one, other) => one[3] - other[3])
    .map((row) => [...row]),
  notes: ['Reached by: so many people, if all of them behave like these.'],
})

const findings = (hour: Accounted): Finding[] => {
  const most = (accounts: Account[]) => Math.max(...accounts.map((one) => one.most))
  return [
    atMost(
      'the hottest partition of a million people',
      limits.wcu,
      most(hour.writes.accounts()),
      'WCU a second',
    ),
    atMost(
      'the hottest partition of a million people',
      limits.rcu,
      most(hour.reads.accounts()),
      'RCU a second',
    ),
  ]
}

export const scale: Part = {
  title: 'A million people, by calculation',
  run: async ({ say }) => {
    const hour = account(assumptions, shardCounts, say)
    return { tables: [totals(hour), hottest(hour), lags(hour), firstToGive(hour)], findings: findings(hour) }
  },
}
