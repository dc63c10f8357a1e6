import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { SQSEvent } from 'aws-lambda'
import {
  createDelivery,
  deadLettersIn,
  type QueuedMessage,
  startQueueEndpoint,
} from '../../local/workQueue.ts'
import { sendWork } from '../../src/queue.ts'

const job = { kind: 'rename', user_uuid: '6f1a1d2e-93b5-4b1f-8d6a-2f0c5c7e1a01' } as const

let endpoint: Awaited<ReturnType<typeof startQueueEndpoint>>
const received: QueuedMessage[] = []
beforeAll(async () => {
  endpoint = await startQueueEndpoint('127.0.0.1', (message) => received.push(message))
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_ENDPOINT_URL_SQS: endpoint.endpoint,
    WORK_QUEUE_URL: `${endpoint.endpoint}/000000000000/work`,
  })
})
afterAll(() => endpoint.end())

test('the local queue takes what the AWS SDK sends, and refuses other requests', async () => {
  await sendWork(job)
  await sendWork(job, { delaySeconds: 20 })
  const body = JSON.stringify(job)
  expect(received).toEqual([
    { queue: 'work', body, delaySeconds: 0 },
    { queue: 'work', body, delaySeconds: 20 },
  ])
  for (const [target, body] of [
    ['PurgeQueue', '{}'],
    ['SendMessage', '{}'],
    ['SendMessage', 'not JSON'],
  ] as const) {
    const headers = { 'x-amz-target': `AmazonSQS.${target}` }
    expect((await fetch(endpoint.endpoint, { method: 'POST', headers, body })).status).toBe(400)
  }
  expect(received).toHaveLength(2)
})

/** Delivers a message to a function that fails this often. */
const delivery = async (failures: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-queue-'))
  const story: string[] = []
  const deliver = createDelivery({
    onFailed: deadLettersIn(folder),
    maxReceiveCount: 5,
    invoke: async ({ Records: [record] }: SQSEvent) => {
      story.push(`${record?.body} ${record?.attributes.ApproximateReceiveCount}`)
      if (story.filter((line) => line.startsWith('a')).length <= failures) throw new Error('it failed')
    },
  })
  await deliver({ body: 'a job', delaySeconds: 20 }, async (ms) => story.push(`wait ${ms}`))
  return { story, file: join(folder, 'work-dead-letters.jsonl') }
}

test('a job is delivered after its delay, and again if the function fails', async () => {
  const { story, file } = await delivery(2)
  expect(story).toEqual(['wait 20000', 'a job 1', 'wait 1000', 'a job 2', 'wait 1000', 'a job 3'])
  expect(() => readFileSync(file)).toThrow('no such file')
})

test('a job that fails five times is a dead letter', async () => {
  const { story, file } = await delivery(9)
  expect(story.filter((line) => line.startsWith('a job'))).toHaveLength(5)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ why: 'it failed', body: 'a job' })
})
