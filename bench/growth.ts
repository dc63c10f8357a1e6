import { inWriteUnits } from './capacity.ts'
import type { Finding } from './part.ts'
import type { Sample } from './sample.ts'
import type { Cell, Table } from './table.ts'

export type Point = { size: number; samples: Sample[] }
export type Series = { of: string; points: Point[] }

export type Line = { name: string; values: { size: number; value: number }[] }

const yardstick = 0

export const namesIn = ({ points }: Series): string[] => [
  ...new Set(
    points.toReversed().flatMap(({ samples }) => samples.slice(yardstick + 1).map(({ name }) => name)),
  ),
]

const lineOf = (series: Series, name: string, measure: (one: Sample, point: Point) => number): Line => ({
  name,
  values: series.points.flatMap((point) => {
    const found = point.samples.find((one) => one.name === name)
    return found ? [{ size: point.size, value: measure(found, point) }] : []
  }),
})

/** What a call costs, in write units. */
export const costLines = (series: Series): Line[] =>
  namesIn(series).map((name) => lineOf(series, name, ({ capacity }) => inWriteUnits(capacity)))

/** How long a call takes, in times that it takes to look up a user. */
export const timeLines = (series: Series): Line[] =>
  namesIn(series).map((name) =>
    lineOf(series, name, ({ ms }, { samples }) => ms / (samples[yardstick]?.ms ?? Number.NaN)),
  )

const units = ({ capacity: { wcu, rcu } }: Sample): string =>
  [wcu && `${wcu} W`, rcu && `${rcu} R`].filter(Boolean).join(' + ') || '0'

const cells = (series: Series, measure: (one: Sample, point: Point) => Cell): Cell[][] =>
  namesIn(series).map((name) => [
    name,
    ...series.points.map((point): Cell => {
      const found = point.samples.find((one) => one.name === name)
      return found ? measure(found, point) : null
    }),
  ])

const headings = ({ points }: Series, digits?: number) =>
  points.map(({ size }) => ({
    heading: size.toLocaleString('en'),
    ...(digits === undefined ? {} : { digits }),
  }))

export const growthTables = (all: Series[]): Table[] =>
  all.flatMap((series) => [
    {
      title: `WCU and RCU of a call, by ${series.of}`,
      columns: [{ heading: '' }, ...headings(series)],
      rows: cells(series, units),
    },
    {
      title: `Time of a call, in times that it takes to look up a user, by ${series.of}`,
      columns: [{ heading: '' }, ...headings(series, 2)],
      rows: cells(series, ({ ms }, { samples }) => ms / (samples[yardstick]?.ms ?? Number.NaN)),
    },
  ])

// From here on a page is full.
const fullFrom = 100

/** From where a page is full, a call costs the same, however much there is. */
export const growthChecks = (all: Series[]): Finding[] =>
  all.map((series) => {
    const uneven = costLines(series).flatMap(({ name, values }) => {
      const full = values.filter(({ size }) => size >= fullFrom)
      const most = Math.max(...full.map(({ value }) => value))
      return most > (full[0]?.value ?? 0) + 1e-9
        ? [`${name}: ${full.map(({ value }) => value).join(', ')}`]
        : []
    })
    return {
      promise: `every call costs the same, from ${fullFrom} ${series.of} on`,
      holds: uneven.length === 0,
      found: uneven.join('; ') || 'the same',
    }
  })
