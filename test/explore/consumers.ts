import { readFileSync } from 'node:fs'
import type { DynamoDBRecord } from 'aws-lambda'
import { parse } from 'yaml'
import { type EventSourceMapping, matches } from '../../local/eventSourceMapping.ts'

const text = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')
const { functions } = parse(text, { logLevel: 'silent' }) as {
  functions: Record<string, { events?: { stream?: EventSourceMapping }[] }>
}

/** How deliveries are called in a schedule. */
const shortNames: Record<string, string> = { updateInbox: 'inbox', pushMessage: 'push' }

/** A function of the table's stream, which Lambda calls for the records that its filters in serverless.yml let through. */
export type Consumer = {
  name: string
  short: string
  copies: number
  wants: (record: DynamoDBRecord) => boolean
}

/** The consumers that a scenario names, and updateInbox in any case: inboxes agree with the messages only after it. */
export const consumersOf = (copies: Record<string, number>): Consumer[] =>
  Object.entries({ updateInbox: 0, ...copies }).map(([name, count]) => {
    const patterns = functions[name]?.events?.flatMap(({ stream }) => stream?.filterPatterns ?? []) ?? []
    if (patterns.length === 0) throw new Error(`serverless.yml has no ${name} that reads the stream`)
    return {
      name,
      short: shortNames[name] ?? name,
      copies: count,
      wants: (record) => patterns.some((pattern) => matches(pattern, record)),
    }
  })
