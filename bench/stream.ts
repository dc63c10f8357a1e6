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

let seen = 0

/** Hands what is new in the table's stream to the functions that serverless.yml wakes by it. Answers what each took. */
export const passOn = async (): Promise<Record<keyof typeof consumers, Capacity>> => {
  const all = await readStream()
  const fresh = all.slice(seen)
  seen = all.length
  const took = { updateInbox: nothing, pushMessage: nothing }
  for (const name of ['updateInbox', 'pushMessage'] as const) {
    const { filterPatterns } = rulesOf(name)
    const Records = fresh.filter((record) => filterPatterns.some((pattern) => matches(pattern, record)))
    if (Records.length > 0) took[name] = await capacityOf(() => consumers[name]({ Records }, {} as Context))
  }
  return took
}
