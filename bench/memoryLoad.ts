// A function's bundle, invoked many times as Lambda does it: one after the other, in one process. Says what it holds.
import { createRequire } from 'node:module'
import { v7 as uuidv7 } from 'uuid'
import { type Held, type Job, placeholders } from './memoryJobs.ts'

const megabytes = (bytes: number) => bytes / 2 ** 20

const look = (count: number): Held => {
  for (let times = 0; times < 4; times += 1) global.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { count, rssMb: megabytes(rss), heapMb: megabytes(heapUsed) }
}

const filled = (event: string, number: number): string => {
  const now = Date.now() + number // later each time, however fast it goes
  return event
    .replaceAll(placeholders.uuid, uuidv7({ msecs: now }))
    .replaceAll(placeholders.time, new Date(now).toISOString())
}

const work = async ({ bundle, events, counts }: Job) => {
  const { handler } = createRequire(import.meta.url)(bundle)
  const held: Held[] = []
  for (let count = 1; count <= Math.max(...counts); count += 1) {
    const event = JSON.parse(filled(events[count % events.length] ?? '', count))
    const answer = await handler(event, {
      awsRequestId: String(count),
      getRemainingTimeInMillis: () => 10_000,
    })
    if ((answer?.statusCode ?? 200) !== 200 || answer?.batchItemFailures?.length)
      throw new Error(JSON.stringify(answer))
    if (counts.includes(count)) held.push(look(count))
  }
  return held
}

process.once('message', async (job: Job) => {
  process.send?.({ held: await work(job) }, () => process.exit(0))
})
process.once('disconnect', () => process.exit(1))
