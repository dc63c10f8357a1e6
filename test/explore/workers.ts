import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startEngine } from './engine.ts'
import { createJobs, type Job, type Report } from './jobs.ts'

/* Runs jobs in two processes, each with an engine of its own. */

const maxWorkers = 2
const program = fileURLToPath(import.meta.url)

const runJobs = async (worker: ChildProcess, queue: Job[], onReport: (report: Report) => void) => {
  const exit = once(worker, 'exit').then(() => [])
  for (let job = queue.shift(); job; job = queue.shift()) {
    const message = new Promise<[Report]>((resolve) => {
      worker.once('message', (report) => resolve([report as Report]))
    })
    worker.send(job)
    const [report] = await Promise.race([message, exit])
    if (!report) throw new Error(`The worker has ended during ${job.name}`)
    onReport(report)
  }
  worker.disconnect()
  await exit
}

export const inWorkers = async (jobs: Job[], onReport: (report: Report) => void) => {
  const queue = [...jobs]
  const workers = Array.from({ length: Math.min(maxWorkers, jobs.length) }, () => fork(program))
  try {
    await Promise.all(workers.map((worker) => runJobs(worker, queue, onReport)))
  } finally {
    for (const worker of workers) if (worker.connected) worker.disconnect()
  }
}

if (process.argv[1] === program && process.send) {
  const engine = await startEngine()
  const run = createJobs(engine)
  process.on('message', async (job: Job) => process.send?.(await run(job)))
  process.on('disconnect', () => engine.end().then(() => process.exit()))
}
