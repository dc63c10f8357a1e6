import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Job } from './domain/job.ts'
import type { WebPush } from './domain/webPush.ts'
import { env } from './env.ts'

/* Puts messages into the queues that invoke doWork and sendWebPush. */

let client: SQSClient | undefined

const send = async (QueueUrl: string, message: object, DelaySeconds = 0): Promise<void> => {
  client ??= new SQSClient({})
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }),
    { abortSignal: AbortSignal.timeout(3000) },
  )
}

/**
 * Long work (docs/decisions/0041-renames-and-long-work.md). With `delaySeconds`, it begins later; the most is 900.
 */
export const sendWork = (job: Job, { delaySeconds = 0 } = {}): Promise<void> =>
  send(env.workQueueUrl, job, delaySeconds)

/** A push to browsers (docs/decisions/0049-web-push.md). */
export const queueWebPush = (webPush: WebPush): Promise<void> => send(env.webPushQueueUrl, webPush)
