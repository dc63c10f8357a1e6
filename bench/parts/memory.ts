import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inParallel } from '../../src/inParallel.ts'
import { putConnection } from '../../src/repository/connections.ts'
import { startGateway } from '../../test/steps/gateway.ts'
import { withoutStream } from '../../test/steps/table.ts'
import { bundleOf } from '../bundle.ts'
import { startEnvironment } from '../environment.ts'
import { type AcquaintedPair, createPairs } from '../httpClient.ts'
import { type Job, type MemoryUsage, readEvent, sendEvent, streamEvent } from '../memoryJobs.ts'
import type { Part } from '../part.ts'
import type { Table } from '../table.ts'

const firstCount = 100
const lastCount = { usual: 3000, full: 10_000 }
const pairCount = 200
const maxConcurrent = 2

// The heap that V8 chooses on a machine of 512 MB; on a larger one it collects garbage later.
const heapOf512Mb = ['--max-old-space-size=256', '--max-semi-space-size=4']

const runInChild = (job: Job): Promise<MemoryUsage[]> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('../memoryWorker.ts', import.meta.url), {
      execArgv: ['--expose-gc', ...heapOf512Mb],
    })
    child.on('message', ({ usages }: { usages: MemoryUsage[] }) => resolve(usages))
    child.on('exit', (code) => reject(new Error(`Ended with code ${code} and without a result`)))
    child.send(job)
  })

const anHour = 60 * 60_000

/** Opens a socket for each person, at a gateway that accepts every frame. */
const openSockets = async (pairs: AcquaintedPair[]) => {
  const gateway = await startGateway()
  const now = Date.now()
  for (const { uuid: userUuid } of pairs.flatMap(({ me, other }) => [me, other])) {
    const id = `socket-of-${userUuid}`
    gateway.open(id, { take: () => {}, end: () => {} })
    await putConnection({ userUuid, id, connectedAt: now, expiresAtSeconds: (now + anHour) / 1000 })
  }
  return gateway
}

const eventsOf: Record<string, (pair: AcquaintedPair) => object> = {
  createMessage: ({ me, group }) => sendEvent(me, group),
  listMessages: ({ me, group }) => readEvent(me, group),
  updateInbox: ({ me, other, group }) => streamEvent([me, other], group),
  pushMessage: ({ me, other, group }) => streamEvent([me, other], group),
}

const tableOf = (all: { name: string; usages: MemoryUsage[] }[], counts: number[]): Table => ({
  title: 'Memory of one process of a function after 100 invocations, and after many more',
  columns: [
    { heading: 'function' },
    ...counts.map((count) => ({ heading: `resident MB, ${count.toLocaleString('en')}`, digits: 1 })),
    { heading: '×', digits: 2 },
    ...counts.map((count) => ({ heading: `heap MB, ${count.toLocaleString('en')}`, digits: 1 })),
  ],
  rows: all.map(({ name, usages }) => {
    const [first, last] = usages as [MemoryUsage, MemoryUsage]
    return [name, first.rssMb, last.rssMb, last.rssMb / first.rssMb, first.heapMb, last.heapMb]
  }),
  notes: [
    `${pairCount} people in turn; measured after garbage collection, with the heap settings of a machine of 512 MB, as a function has.`,
    'createMessage caches up to 10,000 idempotency keys.',
  ],
})

export const memory: Part = {
  title: 'Memory',
  run: async ({ isFull, say }) => {
    const counts = [firstCount, isFull ? lastCount.full : lastCount.usual]
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const environment = await startEnvironment()
    await withoutStream()
    const pairs = await createPairs(pairCount)
    const gateway = await openSockets(pairs)
    const all: { name: string; usages: MemoryUsage[] }[] = []
    await inParallel(
      Object.entries(eventsOf),
      async ([name, eventOf]) => {
        say(name)
        const { file } = await bundleOf(name, folder)
        const events = pairs.map((pair) => JSON.stringify(eventOf(pair)))
        all.push({ name, usages: await runInChild({ bundle: file, events, counts }) })
      },
      maxConcurrent,
    )
    await Promise.all([environment.end(), gateway.end()])
    const names = Object.keys(eventsOf)
    all.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
    return { tables: [tableOf(all, counts)], findings: [] }
  },
}
