import type { Context } from 'aws-lambda'
import { eventOf, type QueuedMessage, startQueueEndpoint } from '../../local/workQueue.ts'
import type { Job } from '../../src/domain/job.ts'
import { at } from './clock.ts'
import { actingAs } from './recorder.ts'

let queued: QueuedMessage[] = []
let refusalsLeft = 0

/** Starts a queue that delivers only what a test takes from it: in any order, later, twice or never. */
export const startWorkQueue = async () => {
  const { endpoint, end } = await startQueueEndpoint('127.0.0.1', (message) => {
    refusalsLeft -= 1
    if (refusalsLeft >= 0) throw new Error('the queue refuses')
    queued.push(message)
  })
  process.env.AWS_ENDPOINT_URL_SQS = endpoint
  process.env.WORK_QUEUE_URL = `${endpoint}/000000000000/work`
  process.env.WEB_PUSH_QUEUE_URL = `${endpoint}/000000000000/web-pushes`
  return { end }
}

/** The next messages to the queue are refused. */
export const refuses = (messages: number) => {
  refusalsLeft = messages
}

export type Queued = { job: Job; delaySeconds: number; body: string }

const takesFrom = (queue: string, text: string): QueuedMessage[] => {
  const isTheirs = (message: QueuedMessage) => message.queue === queue && message.body.includes(text)
  const taken = queued.filter(isTheirs)
  queued = queued.filter((message) => !isTheirs(message))
  return taken
}

/** Takes the bodies of the pushes to a user from the queue. */
export const takesPushes = ({ uuid }: { uuid: string }): string[] =>
  takesFrom('web-pushes', uuid).map(({ body }) => body)

/** Takes the jobs of a user from the queue, in the order in which they were sent. */
export const takesJobs = ({ uuid }: { uuid: string }): Queued[] => {
  return takesFrom('work', uuid).map(({ body, delaySeconds }) => ({
    job: JSON.parse(body) as Job,
    delaySeconds,
    body,
  }))
}

const aMinute = 60_000

type DeliveryOptions = {
  /** How much time doWork has left, or a function that is called whenever it asks. */
  msLeft?: number | (() => number)
}

/** Delivers a message to doWork. */
export const delivers = async (body: string, { msLeft = aMinute }: DeliveryOptions = {}): Promise<void> => {
  const { handler } = await import('../../src/handlers/doWork.ts')
  const getRemainingTimeInMillis = typeof msLeft === 'number' ? () => msLeft : msLeft
  const context = { getRemainingTimeInMillis } as Context
  await at(Date.now(), () => actingAs('doWork', () => handler(eventOf(body), context)))
}

const maxDeliveries = 1000

/** Delivers the jobs of a user until there are no more. Returns the number of deliveries. */
export const works = async (user: { uuid: string }, options: DeliveryOptions = {}): Promise<number> => {
  let deliveries = 0
  for (let jobs = takesJobs(user); jobs.length > 0; jobs = takesJobs(user)) {
    for (const { body } of jobs) {
      await delivers(body, options)
      deliveries += 1
    }
    if (deliveries > maxDeliveries) throw new Error('The jobs do not end.')
  }
  return deliveries
}
