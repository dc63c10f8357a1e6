// Invokes a function's bundle many times in one process, one invocation after the other, and reports its memory.
import { createRequire } from 'node:module'
import { v7 as uuidv7 } from 'uuid'
import { type Job, type MemoryUsage, placeholders } from './memoryJobs.ts'

const megabytes = (bytes: number) => bytes / 2 ** 20

const measureMemory = (count: number): MemoryUsage => {
  for (let round = 0; round < 4; round += 1) global.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { count, rssMb: megabytes(rss), heapMb: megabytes(heapUsed) }
}

const fillIn = (event: string, count: number): string => {
  const now = Date.now() + count // later each time, even within a millisecond
  return event
    .replaceAll(placeholders.uuid, uuidv7({ msecs: now }))
    .replaceAll(placeholders.time, new Date(now).toISOString())
}

const runJob = async ({ bundle, events, counts }: Job) => {
  const { handler } = createRequire(import.meta.url)(bundle)
  const usages: MemoryUsage[] = []
  for (let count = 1; count <= Math.max(...counts); count += 1) {
    const event = JSON.parse(fillIn(events[count % events.length] ?? '', count))
    const response = await handler(event, {
      awsRequestId: String(count),
      getRemainingTimeInMillis: () => 10_000,
    })
    if ((response?.statusCode ?? 200) !== 200 || response?.batchItemFailures?.length)
      throw new Error(JSON.stringify(response))
    if (counts.includes(count)) usages.push(measureMemory(count))
  }
  return usages
}

process.once('message', async (job: Job) => {
  process.send?.({ usages: await runJob(job) }, () => process.exit(0))
})
process.once('disconnect', () => process.exit(1))
