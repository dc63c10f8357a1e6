// npm run bench: measures everything and checks the promises. --help lists the options.
import { fork, type StdioOptions } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { writeIntoDocument } from './document.ts'
import type { Finding, Result } from './part.ts'
import { type PartName, partNames } from './parts.ts'
import { plainOf, textOf } from './table.ts'

const usage = `npm run bench -- [--only ${partNames.join('|')}]… [--full] [--json] [--write]

  --only         one part; can be repeated
  --full         more rounds, and up to a million messages in one conversation
  --json         machine-readable output
  --write        update the tables in docs/performance.md and the chart
  --new-budget   set bench/budget.json from the current bundles
`

type Measured = Result & { name: PartName; title: string; seconds: number }

const exitWithUsage = (problem: string): never => {
  process.stderr.write(`${problem}\n\n${usage}`)
  process.exit(2)
}

const readArguments = () => {
  const off = { type: 'boolean', default: false } as const
  const only = { type: 'string', multiple: true, default: [] as string[] } as const
  try {
    return parseArgs({ options: { only, full: off, json: off, write: off, 'new-budget': off, help: off } })
      .values
  } catch (error) {
    return exitWithUsage((error as Error).message)
  }
}

const measure = (name: PartName, flags: string[]) =>
  new Promise<Measured>((resolve, reject) => {
    const startedAt = performance.now()
    let result: (Result & { title: string }) | undefined
    // Output of libraries must not mix with the results.
    const stdio = ['inherit', process.stderr, 'inherit', 'ipc'] satisfies StdioOptions
    const child = fork(new URL('./worker.ts', import.meta.url), [name, ...flags], { stdio })
    child.on('message', (message: { say?: string; result?: Result & { title: string } }) => {
      if (message.say) process.stderr.write(`… ${name}: ${message.say}\n`)
      result = message.result ?? result
    })
    child.on('exit', (code) => {
      if (result) resolve({ name, ...result, seconds: (performance.now() - startedAt) / 1000 })
      else reject(new Error(`The part ${name} ended with code ${code} and without a result`))
    })
  })

const formatFinding = ({ promise, holds, found }: Finding) =>
  `${holds ? 'holds ' : 'BROKEN'}  ${promise} – ${found}`

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cores: availableParallelism(),
}

const main = async () => {
  const { only, full, json, write, help, 'new-budget': newBudget } = readArguments()
  if (help) return process.stdout.write(usage)
  const unknown = only.filter((name) => !partNames.includes(name as PartName))
  if (unknown.length > 0) exitWithUsage(`Unknown part: ${unknown.join(', ')}`)
  const chosen = partNames.filter((name) => only.length === 0 || only.includes(name))

  // Ctrl+C also reaches the part, which stops its processes; then this process ends.
  process.on('SIGINT', () => {})
  const all: Measured[] = []
  for (const name of chosen) {
    const measured = await measure(name, [
      ...(full ? ['--full'] : []),
      ...(newBudget ? ['--new-budget'] : []),
    ])
    all.push(measured)
    if (write) writeIntoDocument(name, measured, { machine, isFull: full })
    if (!json) for (const table of measured.tables) process.stdout.write(`\n${textOf(table)}`)
  }

  const findings = all.flatMap((one) => one.findings)
  if (json) {
    const parts = Object.fromEntries(
      all.map(({ name, seconds, tables }) => [name, { seconds, tables: tables.map(plainOf) }]),
    )
    process.stdout.write(
      `${JSON.stringify({ at: new Date().toISOString(), machine, parts, findings }, null, 2)}\n`,
    )
  } else if (findings.length > 0) {
    process.stdout.write(`\nPromises\n\n${findings.map(formatFinding).join('\n')}\n\n`)
  }
  process.exitCode = findings.every(({ holds }) => holds) ? 0 : 1
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
})
