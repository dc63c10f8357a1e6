import { createHash, randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSEvent } from 'aws-lambda'

/* SQS queues and their event source mappings, as far as this project uses them. What is queued is lost at a restart. */

export type QueuedMessage = { queue: string; body: string; delaySeconds: number }

type SendMessage = { QueueUrl: string; MessageBody: string; DelaySeconds?: number }

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const readMessage = async (request: IncomingMessage): Promise<QueuedMessage> => {
  if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage')
    throw new Error('The local queue only knows SendMessage.')
  const input: Partial<SendMessage> = JSON.parse(await readBody(request))
  const { QueueUrl = '', MessageBody: body, DelaySeconds: delaySeconds = 0 } = input
  if (body === undefined) throw new Error('A message of the queue needs a body.')
  return { queue: QueueUrl.split('/').at(-1) ?? '', body, delaySeconds }
}

/** Starts an endpoint for the request SendMessage of the AWS SDK, on a free port. */
export const startQueueEndpoint = async (host: string, onMessage: (message: QueuedMessage) => void) => {
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    try {
      const message = await readMessage(request)
      onMessage(message)
      const MD5OfMessageBody = createHash('md5').update(message.body).digest('hex')
      response.end(JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody }))
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ message: (error as Error).message }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const end = () => {
    server.closeAllConnections()
    server.close()
  }
  return { endpoint: `http://${host}:${port}`, port, end }
}

/** The event with which Lambda delivers a message of the queue. */
export const eventOf = (body: string, receiveCount = 1): SQSEvent => ({
  Records: [
    {
      messageId: randomUUID(),
      receiptHandle: 'local',
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(Date.now()),
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: String(Date.now()),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work',
      awsRegion: 'us-east-1',
    },
  ],
})

type Options = {
  maxReceiveCount: number
  invoke: (event: SQSEvent) => Promise<unknown>
  /** What becomes of a message whose function failed too often. */
  onFailed: (message: { why: string; body: string }) => void
}

const retryDelayMs = 1000

/** Delivers the messages of a queue to a function, again if it fails. */
export const createDelivery =
  ({ maxReceiveCount, invoke, onFailed }: Options) =>
  async (
    { body, delaySeconds }: Omit<QueuedMessage, 'queue'>,
    pause: (ms: number) => Promise<unknown> = sleep,
  ) => {
    await pause(delaySeconds * 1000)
    let why = ''
    for (let count = 1; count <= maxReceiveCount; count += 1) {
      const isDone = await invoke(eventOf(body, count)).then(
        () => true,
        (error: Error) => {
          why = error.message
          return false
        },
      )
      if (isDone) return
      await pause(retryDelayMs)
    }
    onFailed({ why, body })
  }

/** Appends the jobs that fail too often to a file. */
export const deadLettersIn = (folder: string): Options['onFailed'] => {
  const file = join(folder, 'work-dead-letters.jsonl')
  return ({ why, body }) => {
    appendFileSync(file, `${JSON.stringify({ why, body })}\n`)
    process.stderr.write(`\nMoved a job to ${file} (${why})\n`)
  }
}
