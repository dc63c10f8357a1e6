import type { Facts, Job } from './facts.ts'
import type { Running } from './running.ts'
import type { Actor } from './scenario.ts'

/* The queue of long work, which invokes doWork with each job. */

/** How deliveries are called in a schedule. */
const shortNames = {
  sweep_attachments: 'sweep',
  delete_attachments: 'files',
  end_group: 'end',
} as const
export type JobKind = keyof typeof shortNames

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

  /** The queue delivers a job not before its delay, and sometimes twice. */
  const deliver = (job: Job, isFirst: boolean): Actor['work'] => {
    return async (process) => {
      if (isFirst && job.delayMs > 0) await process.wait(job.delayMs)
      await process.deliverJob(job.body).then(
        () => {
          job.isDone = true
        },
        (error: unknown) => {
          if (!facts.hasRefusal) throw error
        },
      )
    }
  }

  return {
    add: (job: Job, by: string) => {
      const known = facts.jobs.find(({ body }) => body === job.body)
      if (known) {
        if (known.isDone) known.isDone = false
        return
      }
      facts.jobs.push(job)
      const { kind } = JSON.parse(job.body) as { kind: JobKind }
      if (copies[kind]) named.set(nameFor(kind, by), job)
    },
    startDeliveries: () => {
      for (const [name, job] of named) {
        const { kind } = JSON.parse(job.body) as { kind: JobKind }
        for (let copy = 1; copy <= (copies[kind] ?? 0); copy += 1) {
          const nameOfCopy = (number: number) => `${name}${number > 1 ? `_${number}` : ''}`
          const isNext = copy === 1 || running.get(nameOfCopy(copy - 1))?.isOver
          if (isNext && !running.has(nameOfCopy(copy)))
            start(nameOfCopy(copy), { work: deliver(job, copy === 1) })
        }
      }
    },
    /** What was not delivered yet. */
    left: (): Job[] => facts.jobs.filter(({ isDone }) => !isDone),
  }
}
