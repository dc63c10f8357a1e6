import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { overBudget, writeBudget } from '../budget.ts'
import { type Bundle, bundleOf, functionNames, isBehindQueue, isHttp } from '../bundle.ts'
import { measureColdImports } from '../coldImport.ts'
import { atMost, type Finding, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import type { Table } from '../table.ts'

const rounds = { usual: 10, full: 20 }
const kilobytes = (bytes: number) => bytes / 1024

type Pair = { deployed: Bundle; naive: Bundle }

const savedPercent = (pairs: Pair[]): number => {
  const sum = (size: (bundle: Bundle) => number) =>
    pairs.reduce((all, { deployed }) => all + size(deployed), 0)
  return Math.round(100 * (1 - sum(({ tighterZip }) => tighterZip) / sum(({ zip }) => zip)))
}

const sizes = (pairs: Pair[], times: number[], rounds: number): Table => ({
  title: 'Each function beside a naive bundle of it (esbuild with only bundle: true)',
  columns: [
    { heading: 'function' },
    { heading: 'zip KB', digits: 1 },
    { heading: 'naive', digits: 1 },
    { heading: 'code KB', digits: 0 },
    { heading: 'naive', digits: 0 },
    { heading: 'cold import, CPU ms', digits: 1 },
    { heading: 'naive', digits: 1 },
    { heading: '% of naive', digits: 0 },
  ],
  rows: pairs.map(({ deployed, naive }, index) => {
    const [own = 0, other = 0] = times.slice(2 * index)
    const bytes = [deployed.zip, naive.zip, deployed.code, naive.code].map(kilobytes)
    return [deployed.name, ...bytes, own, other, (100 * own) / other]
  }),
  notes: [
    `Cold import: the median CPU time of ${rounds} new processes each, measured in turn, without the start of Node itself.`,
    `Zips are compressed at the framework’s level; at zlib’s default level they would be ${savedPercent(pairs)} % smaller.`,
    'Milliseconds depend on the machine: compare the last column.',
  ],
})

const largestPackages = 10

/** The packages in createMessage, in the largest HTTP function and in updateInbox. */
const contents = (bundles: Bundle[]): Table => {
  const [first, ...others] = bundles as [Bundle, ...Bundle[]]
  const names = Object.keys(first.packages)
    .sort((a, b) => (first.packages[b] ?? 0) - (first.packages[a] ?? 0))
    .slice(0, largestPackages)
  const rest = ({ code, packages }: Bundle) =>
    code - names.reduce((sum, name) => sum + (packages[name] ?? 0), 0)
  return {
    title: 'Code by package, KB',
    columns: [{ heading: 'package' }, ...bundles.map(({ name }) => ({ heading: name, digits: 1 }))],
    rows: [
      ...names.map((name) => [
        name,
        ...[first, ...others].map(({ packages }) => kilobytes(packages[name] ?? 0)),
      ]),
      ['everything else', ...bundles.map((bundle) => kilobytes(rest(bundle)))],
    ],
  }
}

const checkPromises = (pairs: Pair[], isNewBudget: boolean): Finding[] => {
  const zips = Object.fromEntries(pairs.map(({ deployed }) => [deployed.name, deployed.zip]))
  if (isNewBudget) writeBudget(zips)
  const over = overBudget(zips)
  const largestOf = (isChosen: (name: string) => boolean) =>
    kilobytes(Math.max(...pairs.flatMap(({ deployed: { name, zip } }) => (isChosen(name) ? [zip] : []))))
  return [
    { promise: 'no zip over its budget', holds: over.length === 0, found: over.join('; ') || 'none' },
    atMost(
      'the largest zip of a function for which somebody waits',
      promises.zipKilobytes,
      largestOf((name) => !isBehindQueue(name)),
      'KB',
    ),
    atMost(
      'the largest zip of a function behind a queue',
      promises.queuedZipKilobytes,
      largestOf(isBehindQueue),
      'KB',
    ),
  ]
}

export const bundles: Part = {
  title: 'Bundles',
  run: async ({ isFull, isNewBudget, say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const pairs: Pair[] = []
    for (const name of functionNames) {
      const [deployed, naive] = [
        await bundleOf(name, folder),
        await bundleOf(name, folder, { isNaive: true }),
      ]
      pairs.push({ deployed, naive })
    }
    const files = pairs.flatMap(({ deployed, naive }) => [deployed.file, naive.file])
    const count = isFull ? rounds.full : rounds.usual
    const times = await measureColdImports(files, count, (round) =>
      say(`cold imports, ${round + 1} of ${count}`),
    )
    const http = pairs.map(({ deployed }) => deployed).filter(({ name }) => isHttp(name))
    const largest = http.toSorted((a, b) => b.code - a.code)[0] as Bundle
    const shown = pairs
      .map(({ deployed }) => deployed)
      .filter(({ name }) => ['createMessage', 'updateInbox', largest.name].includes(name))
    return {
      tables: [sizes(pairs, times, count), contents(shown)],
      findings: checkPromises(pairs, isNewBudget),
    }
  },
}
