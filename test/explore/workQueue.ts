import type { Facts, Job } from './facts.ts'
import type { Running } from './running.ts'
import type { Actor } from './scenario.ts'

/* The queue of long work, which invokes doWork with each job, and the queue of pushes, which invokes sendWebPush. */

/** How deliveries are called in a schedule. */
const shortNames = {
  sweep_attachments: 'sweep',
  delete_attachments: 'files',
  end_group: 'end',
  erase_user: 'erase',
  export_user: 'export',
  web_push: 'web',
} as const
export type JobKind = keyof typeof shortNames

/** Pushes have a queue of their own, whose messages name no kind. */
const kindOf = ({ body }: Job): JobKind => JSON.parse(body).kind ?? 'web_push'

/** The functions behind the queues. */
export type Functions = Record<'deliverJob' | 'deliverPush', (body: string) => Promise<unknown>>

type Options = {
  facts: Facts
  running: Map<string, Running>
  start: (name: string, actor: Actor) => void
  /** How often each job can be delivered. */
  copies: Partial<Record<JobKind, number>>
}

export const createWorkQueue = ({ facts, running, start, copies }: Options) => {
  /** The jobs that were sent in this schedule, by the names of their deliveries: `sweep:a`. */
  const named = new Map<string, Job>()

  const nameFor = (kind: JobKind, by: string): string => {
    const name = `${shortNames[kind]}:${by.replace(':', '-')}`
    const isKnown = (number: number) => named.has(number > 1 ? `${name}-${number}` : name)
    let number = 1
    while (isKnown(number)) number += 1
    return number > 1 ? `${name}-${number}` : name
  }

  /** A job can send itself again. */
  const run = async ({ deliverJob, deliverPush }: Functions, job: Job): Promise<void> => {
    delete job.isSentAgain
    const isPush = kindOf(job) === 'web_push'
    await (isPush ? deliverPush(job.body) : deliverJob(job.body)).then(
      () => {
        job.isDone = !job.isSentAgain
      },
      (error: unknown) => {
        if (!facts.hasRefusal) throw error
      },
    )
  }

  /** The queue delivers a job not before its delay, and sometimes twice. */
  const deliver = (job: Job, isFirst: boolean): Actor['work'] => {
    return async (process) => {
      if (isFirst && job.delayMs > 0) await process.wait(job.delayMs)
      await run(process, job)
    }
  }

  return {
    add: (job: Job, by: string) => {
      const known = facts.jobs.find(({ body }) => body === job.body)
      if (known) {
        known.isDone = false
        known.isSentAgain = true
        return
      }
      facts.jobs.push(job)
      const kind = kindOf(job)
      if (copies[kind]) named.set(nameFor(kind, by), job)
    },
    run,
    startDeliveries: () => {
      for (const [name, job] of named) {
        const copiesOfJob = copies[kindOf(job)] ?? 0
        for (let copy = 1; copy <= copiesOfJob; copy += 1) {
          const nameOfCopy = (number: number) => `${name}${number > 1 ? `_${number}` : ''}`
          const isNext = copy === 1 || running.get(nameOfCopy(copy - 1))?.isOver
          if (isNext && !running.has(nameOfCopy(copy)))
            start(nameOfCopy(copy), { work: deliver(job, copy === 1) })
        }
      }
    },
    ofKind: (kind: JobKind): Job | undefined => facts.jobs.find((job) => kindOf(job) === kind),
    /** What was not delivered yet. */
    left: (): Job[] => facts.jobs.filter(({ isDone }) => !isDone),
    /** Whether a delivery has crashed of a job that writes files. */
    hasCrashedExport: (): boolean =>
      facts.jobs.some((job) => kindOf(job) === 'export_user') &&
      [...running.values()].some(({ isJob, hasCrashed }) => isJob && hasCrashed),
  }
}
