import type { Context, DynamoDBStreamEvent } from 'aws-lambda'
import { matches } from '../local/eventSourceMapping.ts'
import { handler as pushMessage } from '../src/handlers/pushMessage.ts'
import { handler as updateInbox } from '../src/handlers/updateInbox.ts'
import { readStream, rulesOf } from '../test/steps/stream.ts'
import { type Capacity, capacityOf, nothing } from './capacity.ts'

type Handler = (event: DynamoDBStreamEvent, context: Context) => Promise<unknown>

const consumers = {
  updateInbox: updateInbox as Handler,
  pushMessage: pushMessage as Handler,
}

let deliveredCount = 0

/** Delivers new stream records to the functions, filtered as in serverless.yml, and returns the capacity of each function. */
export const deliverStream = async (): Promise<Record<keyof typeof consumers, Capacity>> => {
  const all = await readStream()
  const newRecords = all.slice(deliveredCount)
  deliveredCount = all.length
  const capacities = { updateInbox: nothing, pushMessage: nothing }
  for (const name of ['updateInbox', 'pushMessage'] as const) {
    const { filterPatterns } = rulesOf(name)
    const Records = newRecords.filter((record) => filterPatterns.some((pattern) => matches(pattern, record)))
    if (Records.length > 0)
      capacities[name] = await capacityOf(() => consumers[name]({ Records }, {} as Context))
  }
  return capacities
}
