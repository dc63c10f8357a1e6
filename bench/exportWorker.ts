// Runs the bundle of doWork as often as an export needs, and reports the most memory that the process had.
import { createRequire } from 'node:module'
import { cpuUsage } from 'node:process'

export type ExportRun = { bundle: string; event: object; invocations: number }
export type ExportUsage = { idleMb: number; peakMb: number; seconds: number; cpuSeconds: number }

const timeoutMs = 60_000

// As the queue does: a busy machine can close a connection to the bucket that is used again.
const maxAttempts = 5

const invoke = async (handler: (event: object, context: object) => Promise<unknown>, event: object) => {
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = performance.now()
    const getRemainingTimeInMillis = () => timeoutMs - (performance.now() - startedAt)
    try {
      return await handler(event, { getRemainingTimeInMillis })
    } catch (error) {
      if (attempt >= maxAttempts) throw error
    }
  }
}

const peakMb = () => process.resourceUsage().maxRSS / 1024

const run = async ({ bundle, event, invocations }: ExportRun): Promise<ExportUsage> => {
  const { handler } = createRequire(import.meta.url)(bundle)
  const [idleMb, begin, cpuBefore] = [peakMb(), performance.now(), cpuUsage()]
  for (let count = 0; count < invocations; count += 1) await invoke(handler, event)
  const { user, system } = cpuUsage(cpuBefore)
  const seconds = (performance.now() - begin) / 1000
  return { idleMb, peakMb: peakMb(), seconds, cpuSeconds: (user + system) / 1e6 }
}

process.once('message', async (job: ExportRun) => {
  process.send?.(await run(job), () => process.exit(0))
})
process.once('disconnect', () => process.exit(1))
