import { withoutStream } from '../../test/steps/table.ts'
import { recordCalls } from '../awsCalls.ts'
import { startEnvironment } from '../environment.ts'
import { groupRoutes } from '../groupRoutes.ts'
import type { Finding, Part } from '../part.ts'
import { percentiles } from '../percentiles.ts'
import { promises } from '../promises.ts'
import { routes } from '../routes.ts'
import { roundTrips, waitingMs } from '../spans.ts'
import type { Table } from '../table.ts'

const rounds = 200
const warmUp = 50

type Timed = { name: string; trips: number[]; calls: number; all: number[]; own: number[] }

/** Runs the routes in turn: for each request its time, and the part of it without waiting for the engine. */
const time = async (actions: Awaited<ReturnType<typeof routes>>, count: number): Promise<Timed[]> => {
  const timed = actions.map(({ name }): Timed => ({ name, trips: [], calls: 0, all: [], own: [] }))
  for (let round = 0; round < count; round += 1) {
    for (const [index, { before, run }] of actions.entries()) {
      await before?.()
      const startedAt = performance.now()
      const { calls } = await recordCalls(run)
      const ms = performance.now() - startedAt
      const route = timed[index] as Timed
      route.all.push(ms)
      route.own.push(ms - waitingMs(calls))
      route.trips.push(roundTrips(calls))
      route.calls = calls.length
    }
  }
  return timed
}

const tripsOf = ({ trips }: Timed): number => percentiles(trips).p50

const maxTripsOf = (name: string): number => {
  const { roundTrips: usual, roundTripsOf } = promises
  return roundTripsOf[name.replace(/, group of \d+$/, '')] ?? usual
}

const checkPromises = (timed: Timed[]): Finding => {
  const { roundTrips: usual, roundTripsOf } = promises
  const over = timed.filter((route) => tripsOf(route) > maxTripsOf(route.name))
  const exceptions = Object.entries(roundTripsOf).map(([name, max]) => `${name}: ${max}`)
  return {
    promise: `no route has more than ${usual} round trips to the table (${exceptions.join('; ') || 'no exceptions'})`,
    holds: over.length === 0,
    found: over.map((route) => `${route.name}: ${tripsOf(route)}`).join('; ') || 'none',
  }
}

const tableOf = (title: string, timed: Timed[], lookUpMs: number, notes: string[] = []): Table => ({
  title,
  columns: [
    { heading: 'route' },
    { heading: 'round trips', digits: 0 },
    { heading: 'calls', digits: 0 },
    ...['p50 ms', 'p95', 'p99'].map((heading) => ({ heading, digits: 2 })),
    { heading: '× look-up', digits: 2 },
    ...['own p50 ms', 'p95', 'p99'].map((heading) => ({ heading, digits: 2 })),
  ],
  rows: timed.map((route) => {
    const [all, own] = [percentiles(route.all), percentiles(route.own)]
    const ratio = all.p50 / lookUpMs
    return [
      route.name,
      tripsOf(route),
      route.calls,
      all.p50,
      all.p95,
      all.p99,
      ratio,
      own.p50,
      own.p95,
      own.p99,
    ]
  }),
  notes,
})

const groupSizes = [2, 10, 50]

export const speed: Part = {
  title: 'Speed',
  run: async ({ say }) => {
    const environment = await startEnvironment()
    const actions = await routes(rounds + warmUp)
    const inGroups = await groupRoutes(groupSizes)
    await withoutStream() // the engine gets slower as its stream grows
    say('warming up')
    await time([...actions, ...inGroups], warmUp)
    say(`${rounds} rounds of ${actions.length + inGroups.length} routes`)
    const timed = await time([...actions, ...inGroups], rounds)
    await environment.end()
    const [ofAll, ofGroups] = [timed.slice(0, actions.length), timed.slice(actions.length)]
    const lookUpMs = percentiles(ofAll.find(({ name }) => name === 'GET users/@…/short')?.all ?? []).p50
    return {
      tables: [
        tableOf('A request in a warm process: from API Gateway’s event to the response', ofAll, lookUpMs, [
          'Round trips: the longest chain of calls to the table that wait for one another.',
          'Own: without waiting for the engine. × look-up: p50 relative to that of users/@…/short.',
          'Each request verifies its token. To start: a conversation with a new person; new handle: the process has not looked it up before.',
        ]),
        tableOf(
          'The same in named groups, and the functions of the stream for one loud message',
          ofGroups,
          lookUpMs,
        ),
      ],
      findings: [checkPromises(timed)],
    }
  },
}
