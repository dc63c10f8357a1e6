import type { Context } from 'aws-lambda'
import { eventOf } from '../local/workQueue.ts'
import { handler as doWork } from '../src/handlers/doWork.ts'
import { takesJobs } from '../test/steps/workQueue.ts'
import { type Call, recordCalls } from './awsCalls.ts'

// The timeout of doWork.
const timeoutMs = 60_000

export type Ran = { calls: Call[]; invocations: number; seconds: number; delaySeconds: number }

/** Runs the jobs of a user, each in an invocation with the time that AWS gives it, until there are no more. */
export const runJobs = async (user: { uuid: string }): Promise<Ran> => {
  const ran: Ran = { calls: [], invocations: 0, seconds: 0, delaySeconds: 0 }
  for (let jobs = takesJobs(user); jobs.length > 0; jobs = takesJobs(user)) {
    for (const { body, delaySeconds } of jobs) {
      const startedAt = performance.now()
      const getRemainingTimeInMillis = () => timeoutMs - (performance.now() - startedAt)
      const { calls } = await recordCalls(() =>
        doWork(eventOf(body), { getRemainingTimeInMillis } as Context),
      )
      for (const call of calls) ran.calls.push(call)
      ran.invocations += 1
      ran.seconds += (performance.now() - startedAt) / 1000
      ran.delaySeconds += delaySeconds
    }
  }
  return ran
}
