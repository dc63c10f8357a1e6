import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inParallel } from '../../src/inParallel.ts'
import { putConnection } from '../../src/repository/connections.ts'
import { startGateway } from '../../test/steps/gateway.ts'
import { withoutStream } from '../../test/steps/table.ts'
import { bundleOf } from '../bundle.ts'
import { arriving, type Held, type Job, reading, sending } from '../memoryJobs.ts'
import { type Acquainted, somePairs } from '../overHttp.ts'
import type { Part } from '../part.ts'
import { startSurroundings } from '../surroundings.ts'
import type { Table } from '../table.ts'

const first = 100
const last = { usual: 3000, full: 10_000 }
const pairCount = 200
const atOnce = 2

// The heap that V8 gives itself where there are 512 MB; on a larger machine it would fill more before it tidies up.
const asIn512Mb = ['--max-old-space-size=256', '--max-semi-space-size=4']

const load = (job: Job): Promise<Held[]> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('../memoryLoad.ts', import.meta.url), {
      execArgv: ['--expose-gc', ...asIn512Mb],
    })
    child.on('message', ({ held }: { held: Held[] }) => resolve(held))
    child.on('exit', (code) => reject(new Error(`ended with ${code} and without a result`)))
    child.send(job)
  })

const anHour = 60 * 60_000

/** Everybody has a socket open, at a gateway that takes whatever it is sent. */
const openSockets = async (pairs: Acquainted[]) => {
  const gateway = await startGateway()
  const now = Date.now()
  for (const { uuid: userUuid } of pairs.flatMap(({ me, other }) => [me, other])) {
    const id = `socket-of-${userUuid}`
    gateway.open(id, { take: () => {}, end: () => {} })
    await putConnection({ userUuid, id, connectedAt: now, expiresAtSeconds: (now + anHour) / 1000 })
  }
  return gateway
}

const eventsOf: Record<string, (pair: Acquainted) => object> = {
  createMessage: ({ me, group }) => sending(me, group),
  listMessages: ({ me, group }) => reading(me, group),
  updateInbox: ({ me, other, group }) => arriving([me, other], group),
  pushMessage: ({ me, other, group }) => arriving([me, other], group),
}

const tableOf = (all: { name: string; held: Held[] }[], counts: number[]): Table => ({
  title: 'What a process of a function holds, after so many invocations',
  columns: [
    { heading: 'function' },
    ...counts.map((count) => ({ heading: `resident MB, ${count.toLocaleString('en')}`, digits: 1 })),
    { heading: '×', digits: 2 },
    ...counts.map((count) => ({ heading: `heap MB, ${count.toLocaleString('en')}`, digits: 1 })),
  ],
  rows: all.map(({ name, held }) => {
    const [young, old] = held as [Held, Held]
    return [name, young.rssMb, old.rssMb, old.rssMb / young.rssMb, young.heapMb, old.heapMb]
  }),
  notes: [
    `By ${pairCount} people in turn, each look after garbage has been collected, with the heap of a machine of 512 MB, as a function has.`,
    'createMessage remembers up to 10,000 keys of messages: hence more than the others.',
  ],
})

export const memory: Part = {
  title: 'Memory',
  run: async ({ isFull, say }) => {
    const counts = [first, isFull ? last.full : last.usual]
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const surroundings = await startSurroundings()
    await withoutStream()
    const pairs = await somePairs(pairCount)
    const gateway = await openSockets(pairs)
    const all: { name: string; held: Held[] }[] = []
    await inParallel(
      Object.entries(eventsOf),
      async ([name, eventOf]) => {
        say(name)
        const { file } = await bundleOf(name, folder)
        const events = pairs.map((pair) => JSON.stringify(eventOf(pair)))
        all.push({ name, held: await load({ bundle: file, events, counts }) })
      },
      atOnce,
    )
    await Promise.all([surroundings.end(), gateway.end()])
    const names = Object.keys(eventsOf)
    all.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
    return { tables: [tableOf(all, counts)], findings: [] }
  },
}
