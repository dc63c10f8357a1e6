import { withoutStream } from '../../test/steps/table.ts'
import type { Finding, Part } from '../part.ts'
import { percentiles } from '../percentiles.ts'
import { promises } from '../promises.ts'
import { routes } from '../routes.ts'
import { roundTrips, waitedMs } from '../spans.ts'
import { startSurroundings } from '../surroundings.ts'
import { tapped } from '../tap.ts'

const rounds = 200
const warmUp = 50

type Timed = { name: string; trips: number[]; calls: number; all: number[]; own: number[] }

/** The routes by turns: for each request how long it takes, and how much of that nothing was waited for. */
const time = async (acts: Awaited<ReturnType<typeof routes>>, count: number): Promise<Timed[]> => {
  const timed = acts.map(({ name }): Timed => ({ name, trips: [], calls: 0, all: [], own: [] }))
  for (let round = 0; round < count; round += 1) {
    for (const [index, { before, act }] of acts.entries()) {
      await before?.()
      const startedAt = performance.now()
      const { calls } = await tapped(act)
      const ms = performance.now() - startedAt
      const one = timed[index] as Timed
      one.all.push(ms)
      one.own.push(ms - waitedMs(calls))
      one.trips.push(roundTrips(calls))
      one.calls = calls.length
    }
  }
  return timed
}

const tripsOf = ({ trips }: Timed): number => percentiles(trips).p50

const judge = (timed: Timed[]): Finding => {
  const { roundTrips: usual, roundTripsOf } = promises
  const over = timed.filter((one) => tripsOf(one) > (roundTripsOf[one.name] ?? usual))
  const exceptions = Object.entries(roundTripsOf).map(([name, most]) => `${name}: ${most}`)
  return {
    promise: `no route has more than ${usual} round trips to the table (${exceptions.join('; ') || 'without exception'})`,
    holds: over.length === 0,
    found: over.map((one) => `${one.name}: ${tripsOf(one)}`).join('; ') || 'none',
  }
}

export const speed: Part = {
  title: 'Speed',
  run: async ({ say }) => {
    const surroundings = await startSurroundings()
    const acts = await routes(rounds + warmUp)
    await withoutStream() // the engine is the slower, the more its stream holds
    say('warming up')
    await time(acts, warmUp)
    say(`${rounds} rounds of ${acts.length} routes`)
    const timed = await time(acts, rounds)
    await surroundings.end()
    const yard = percentiles(timed.find(({ name }) => name === 'GET users/@…/short')?.all ?? []).p50
    return {
      tables: [
        {
          title: 'A request in process, warm: API Gateway’s event in, the answer out',
          columns: [
            { heading: 'route' },
            { heading: 'round trips', digits: 0 },
            { heading: 'calls', digits: 0 },
            ...['p50 ms', 'p95', 'p99'].map((heading) => ({ heading, digits: 2 })),
            { heading: '× look-up', digits: 2 },
            ...['own p50 ms', 'p95', 'p99'].map((heading) => ({ heading, digits: 2 })),
          ],
          rows: timed.map((one) => {
            const [all, own] = [percentiles(one.all), percentiles(one.own)]
            const ratio = all.p50 / yard
            return [
              one.name,
              tripsOf(one),
              one.calls,
              all.p50,
              all.p95,
              all.p99,
              ratio,
              own.p50,
              own.p95,
              own.p99,
            ]
          }),
          notes: [
            'Round trips: the longest chain of calls to the table of which each waits for the one before it.',
            'Own: without the time in which an answer of the engine was waited for. × look-up: p50, in those of users/@…/short.',
            'Each request has its token verified; begin is a conversation with somebody new.',
          ],
        },
      ],
      findings: [judge(timed)],
    }
  },
}
