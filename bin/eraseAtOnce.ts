import type { Continued, JobOf } from '../src/domain/job.ts'
import { type Erased, eraseUser } from '../src/jobs/eraseUser.ts'

type Options = {
  /** Waits until every request that began before the user was marked has ended. */
  wait: () => Promise<unknown>
  onConversation?: () => void
}

/** Erases a user as the job does, without a limit of time. Returns what was erased. Can be repeated after an interruption. */
export const eraseAtOnce = async (userUuid: string, { wait, onConversation }: Options): Promise<Erased> => {
  const erased: Erased = { conversations: 0, messages: 0, reactions: 0, reports: 0, connections: 0 }
  const count = (more: Partial<Erased>) => {
    for (const [name, number] of Object.entries(more)) erased[name as keyof Erased] += number
    if (more.conversations) onConversation?.()
  }
  let next: Continued<JobOf<'erase_user'>> | undefined = { job: { kind: 'erase_user', user_uuid: userUuid } }
  while (next) {
    if (next.delaySeconds !== undefined) await wait()
    next = await eraseUser(next.job, () => false, { count })
  }
  return erased
}
