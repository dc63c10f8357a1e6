import type { DynamoDBRecord } from 'aws-lambda'
import type { Json } from './scenario.ts'

/** A record of the table's stream, named after its message, and the consumers that have processed it. */
export type StreamRecord = { name: string; record: DynamoDBRecord; doneBy: Set<string> }

/** The table's stream: a record for each write of an item. */
export const createStream = (now: () => number, nameOf: (uuid: string) => string) => {
  const records: StreamRecord[] = []
  let sequence = 0
  return {
    records,
    add: (before: Json | undefined, after: Json) => {
      const { pk, sk } = after
      sequence += 1
      const record = {
        eventID: String(sequence),
        eventName: before ? 'MODIFY' : 'INSERT',
        dynamodb: {
          ApproximateCreationDateTime: now() / 1000,
          Keys: { pk, sk },
          NewImage: after,
          SequenceNumber: String(sequence),
        },
      } as DynamoDBRecord
      const uuid = String(sk.S).split('#')[1] ?? ''
      records.push({ name: nameOf(uuid), record, doneBy: new Set() })
    },
    /** Records of the preparations that are still to be delivered. */
    resume: (late: Pick<StreamRecord, 'name' | 'record'>[]) => {
      records.push(...late.map((item) => ({ ...item, doneBy: new Set<string>() })))
      sequence = 1000 // above the numbers of the preparations
    },
  }
}
