import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Job } from './domain/job.ts'
import { env } from './env.ts'

/* Puts long work into the queue that invokes doWork (docs/decisions/0041-renames-and-long-work.md). */

let client: SQSClient | undefined

/** With `delaySeconds`, the work begins later; the most is 900. */
export const sendWork = async (job: Job, { delaySeconds = 0 } = {}): Promise<void> => {
  client ??= new SQSClient({})
  await client.send(
    new SendMessageCommand({
      QueueUrl: env.workQueueUrl,
      MessageBody: JSON.stringify(job),
      DelaySeconds: delaySeconds,
    }),
    { abortSignal: AbortSignal.timeout(3000) },
  )
}
