import { inWriteUnits } from './capacity.ts'
import type { Finding } from './part.ts'
import type { Sample } from './sample.ts'
import type { Cell, Table } from './table.ts'

export type Point = { size: number; samples: Sample[] }
/** Samples of the same calls at growing sizes; `of` names what grows. */
export type Series = { of: string; points: Point[] }

export type Line = { name: string; values: { size: number; value: number }[] }

// The first sample of each point is the reference call.
const referenceIndex = 0

export const namesIn = ({ points }: Series): string[] => [
  ...new Set(
    points.toReversed().flatMap(({ samples }) => samples.slice(referenceIndex + 1).map(({ name }) => name)),
  ),
]

const lineOf = (series: Series, name: string, measure: (sample: Sample, point: Point) => number): Line => ({
  name,
  values: series.points.flatMap((point) => {
    const sample = point.samples.find((candidate) => candidate.name === name)
    return sample ? [{ size: point.size, value: measure(sample, point) }] : []
  }),
})

/** The cost of each call, in write units. */
export const costLines = (series: Series): Line[] =>
  namesIn(series).map((name) => lineOf(series, name, ({ capacity }) => inWriteUnits(capacity)))

/** The time of each call, relative to a user look-up. */
export const timeLines = (series: Series): Line[] =>
  namesIn(series).map((name) =>
    lineOf(series, name, ({ ms }, { samples }) => ms / (samples[referenceIndex]?.ms ?? Number.NaN)),
  )

const units = ({ capacity: { wcu, rcu } }: Sample): string =>
  [wcu && `${wcu} W`, rcu && `${rcu} R`].filter(Boolean).join(' + ') || '0'

const cells = (series: Series, measure: (sample: Sample, point: Point) => Cell): Cell[][] =>
  namesIn(series).map((name) => [
    name,
    ...series.points.map((point): Cell => {
      const sample = point.samples.find((candidate) => candidate.name === name)
      return sample ? measure(sample, point) : null
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
      title: `Time of a call, relative to a user look-up, by ${series.of}`,
      columns: [{ heading: '' }, ...headings(series, 2)],
      rows: cells(series, ({ ms }, { samples }) => ms / (samples[referenceIndex]?.ms ?? Number.NaN)),
    },
  ])

const fullPageSize = 100 // at this size, every page is full

/** Once pages are full, a call costs the same at every size. */
export const growthChecks = (all: Series[]): Finding[] =>
  all.map((series) => {
    const growing = costLines(series).flatMap(({ name, values }) => {
      const withFullPages = values.filter(({ size }) => size >= fullPageSize)
      const highest = Math.max(...withFullPages.map(({ value }) => value))
      return highest > (withFullPages[0]?.value ?? 0) + 1e-9
        ? [`${name}: ${withFullPages.map(({ value }) => value).join(', ')}`]
        : []
    })
    return {
      promise: `every call costs the same, from ${fullPageSize} ${series.of} on`,
      holds: growing.length === 0,
      found: growing.join('; ') || 'the same',
    }
  })
