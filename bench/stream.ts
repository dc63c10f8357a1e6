import type { Context, DynamoDBStreamEvent } from 'aws-lambda'
import { matches } from '../local/eventSourceMapping.ts'
import { handler as pushMessage } from '../src/handlers/pushMessage.ts'
import { handler as updateInbox } from '../src/handlers/updateInbox.ts'
import { readStream, rulesOf } from '../test/steps/stream.ts'
import { type Capacity, capacityOf, nothing, sumOf } from './capacity.ts'

type Handler = (event: DynamoDBStreamEvent, context: Context) => Promise<unknown>

const consumers = {
  updateInbox: updateInbox as Handler,
  pushMessage: pushMessage as Handler,
}

let deliveredCount = 0

const batchSize = 100

const batchesOf = <T>(records: T[]): T[][] =>
  Array.from({ length: Math.ceil(records.length / batchSize) }, (_, index) =>
    records.slice(index * batchSize, (index + 1) * batchSize),
  )

/** Delivers new stream records to the functions, filtered and in batches as in serverless.yml, and returns the capacity of each function. */
export const deliverStream = async (): Promise<Record<keyof typeof consumers, Capacity>> => {
  const all = await readStream()
  const newRecords = all.slice(deliveredCount)
  deliveredCount = all.length
  const capacities = { updateInbox: nothing, pushMessage: nothing }
  for (const name of ['updateInbox', 'pushMessage'] as const) {
    const { filterPatterns } = rulesOf(name)
    const Records = newRecords.filter((record) => filterPatterns.some((pattern) => matches(pattern, record)))
    for (const batch of batchesOf(Records)) {
      const capacity = await capacityOf(() => consumers[name]({ Records: batch }, {} as Context))
      capacities[name] = sumOf([capacities[name], capacity])
    }
  }
  return capacities
}
