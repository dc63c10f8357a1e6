import type { Context, SQSEvent } from 'aws-lambda'
import { type Continued, type Job, jobSchema } from '../domain/job.ts'
import { deleteAttachments } from '../jobs/deleteAttachments.ts'
import { endGroup } from '../jobs/endGroup.ts'
import { eraseUser } from '../jobs/eraseUser.ts'
import { exportUser } from '../jobs/exportUser.ts'
import { rename } from '../jobs/rename.ts'
import { sweepAttachments } from '../jobs/sweepAttachments.ts'
import { errorFacts, log } from '../log.ts'
import { sendWork } from '../queue.ts'
import { deleteAccount } from '../userPool.ts'

/**
 * Does a part of a job, and returns the job with which to continue, or undefined if it is done. The queue delivers a job
 * again if the function fails, and sometimes without a reason: every part can be repeated.
 */
type Work<SomeJob extends Job> = (
  job: SomeJob,
  isTimeUp: () => boolean,
) => Promise<Continued<SomeJob> | undefined>

const kinds: { [Kind in Job['kind']]: Work<Extract<Job, { kind: Kind }>> } = {
  rename,
  end_group: (job, isTimeUp) => endGroup(job, isTimeUp),
  delete_attachments: deleteAttachments,
  sweep_attachments: sweepAttachments,
  erase_user: (job, isTimeUp) => eraseUser(job, isTimeUp, { deleteAccount }),
  export_user: (job, isTimeUp) => exportUser(job, isTimeUp),
}

/** The rest of the time is for the page that has begun, and for sending the job on. */
const restMs = 20_000

const workOf = ({ kind }: Job) => kinds[kind] as Work<Job>

const doJob = async (body: string, isTimeUp: () => boolean) => {
  const job = jobSchema.parse(JSON.parse(body))
  const next = await workOf(job)(job, isTimeUp)
  if (next) await sendWork(next.job, next)
  log.info('job run', { ...job, is_done: next === undefined })
}

/** If it throws, the queue delivers the message again, and at last moves it to its dead-letter queue. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<void> => {
  const isTimeUp = () => context.getRemainingTimeInMillis() < restMs
  for (const { body, messageId } of Records) {
    await doJob(body, isTimeUp).catch((error: unknown) => {
      log.error('job failed', { queue_message_id: messageId, ...errorFacts(error) })
      throw error
    })
  }
}
