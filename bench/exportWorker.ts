// Runs the bundle of doWork as often as an export needs, and reports the most memory that the process had.
import { createRequire } from 'node:module'
import { cpuUsage } from 'node:process'

export type ExportRun = { bundle: string; event: object; invocations: number }
export type ExportUsage = { idleMb: number; peakMb: number; seconds: number; cpuSeconds: number }

const timeoutMs = 60_000

const peakMb = () => process.resourceUsage().maxRSS / 1024

const run = async ({ bundle, event, invocations }: ExportRun): Promise<ExportUsage> => {
  const { handler } = createRequire(import.meta.url)(bundle)
  const [idleMb, begin, cpuBefore] = [peakMb(), performance.now(), cpuUsage()]
  for (let count = 0; count < invocations; count += 1) {
    const startedAt = performance.now()
    await handler(event, { getRemainingTimeInMillis: () => timeoutMs - (performance.now() - startedAt) })
  }
  const { user, system } = cpuUsage(cpuBefore)
  const seconds = (performance.now() - begin) / 1000
  return { idleMb, peakMb: peakMb(), seconds, cpuSeconds: (user + system) / 1e6 }
}

process.once('message', async (job: ExportRun) => {
  process.send?.(await run(job), () => process.exit(0))
})
process.once('disconnect', () => process.exit(1))
