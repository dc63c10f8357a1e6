import { fork } from 'node:child_process'
import { eventOf } from '../local/workQueue.ts'
import { takesJobs } from '../test/steps/workQueue.ts'
import { type Ran, runJobs } from './accountJobs.ts'
import { createAccount, type Size, withoutPictures } from './accountPeople.ts'
import { bundleOf } from './bundle.ts'
import type { ExportRun, ExportUsage } from './exportWorker.ts'
import { atMost } from './part.ts'
import { bodyOf, type Person, request } from './people.ts'
import { usedBy } from './pictureCosts.ts'
import { promises } from './promises.ts'
import type { Table } from './table.ts'

// The heap that V8 chooses on a machine of 1,024 MB, as doWork has.
const heapOf1024Mb = ['--max-old-space-size=512', '--max-semi-space-size=8']

const sizes: { what: string; size: Size }[] = [
  { what: '10 conversations', size: { conversations: 10, messagesEach: 100, ...withoutPictures } },
  { what: '100 conversations', size: { conversations: 100, messagesEach: 100, ...withoutPictures } },
  {
    what: '– and 200 pictures of 300 KB',
    size: {
      conversations: 100,
      messagesEach: 100,
      pictures: Array.from({ length: 200 }, () => 1),
      pictureBytes: 300 * 1024,
    },
  },
  {
    what: 'messages with 1, 10 and 10 pictures of 10 MB',
    size: {
      conversations: 1,
      messagesEach: 6,
      pictures: [1, 10, 10], // the second is read when there are almost 20 MB already
      pictureBytes: 10 * 2 ** 20,
    },
  },
]

const runInChild = (run: ExportRun): Promise<ExportUsage> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('./exportWorker.ts', import.meta.url), { execArgv: heapOf1024Mb })
    child.on('message', resolve)
    child.on('exit', (code) => reject(new Error(`Ended with code ${code} and without a result`)))
    child.send(run)
  })

const askFor = async (me: Person) => bodyOf(await request(me, 'POST', '/exports'))

const filesOf = async (me: Person): Promise<{ bytes: number }[]> => {
  const [newest] = bodyOf(await request(me, 'GET', '/exports'))
  if (newest.state !== 'ready') throw new Error(`The export is ${newest.state}`)
  return newest.files
}

type Measured = { what: string; size: Size; job: Ran; files: { bytes: number }[]; usage: ExportUsage }

/** Exports in this process, which counts the calls, and again in a process that does nothing else. */
const measureExport = async (what: string, size: Size, bundle: string): Promise<Measured> => {
  const me = await createAccount(size)
  await askFor(me)
  const job = await runJobs(me)
  const files = await filesOf(me)
  await askFor(me)
  const [{ body } = { body: '' }] = takesJobs(me)
  const usage = await runInChild({ bundle, event: eventOf(body), invocations: job.invocations })
  await filesOf(me)
  return { what, size, job, files, usage }
}

const tableOf = (measured: Measured[]): Table => ({
  title: 'Exporting an account, half of whose messages are its own, with texts of 170 bytes',
  columns: [
    { heading: 'account' },
    { heading: 'messages', digits: 0 },
    { heading: 'WCU', digits: 0 },
    { heading: 'RCU', digits: 1 },
    { heading: 'S3 GET', digits: 0 },
    { heading: 'PUT', digits: 0 },
    { heading: 'files', digits: 0 },
    { heading: 'MB', digits: 1 },
    { heading: 'invocations', digits: 0 },
    { heading: 'seconds', digits: 1 },
    { heading: 'CPU s', digits: 1 },
    { heading: 'peak MB', digits: 0 },
    { heading: '$ for 1,000 exports', digits: 2 },
  ],
  rows: measured.map(({ what, size, job, files, usage }) => {
    const { wcu, rcu, gets, writes, dollars } = usedBy(job.calls)
    return [
      what,
      size.conversations * size.messagesEach,
      wcu,
      rcu,
      gets,
      writes,
      files.length,
      files.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20,
      job.invocations,
      usage.seconds,
      usage.cpuSeconds,
      usage.peakMb,
      dollars / 1000,
    ]
  }),
  notes: [
    'The jobs only. Peak MB is the most resident memory of a process with the bundle and the heap settings of doWork, which has 1,024 MB.',
    'Storage for a week and the downloads are not included.',
  ],
})

/** What an export of an account needs. */
export const measureExports = async (folder: string, say: (what: string) => void) => {
  const { file } = await bundleOf('doWork', folder)
  const measured: Measured[] = []
  for (const { what, size } of sizes) {
    say(`export, ${what}`)
    measured.push(await measureExport(what, size, file))
  }
  const peakMb = Math.max(...measured.map(({ usage }) => usage.peakMb))
  const finding = atMost('the memory of an export', promises.exportMegabytes, peakMb, 'MB')
  return { table: tableOf(measured), findings: [finding] }
}
