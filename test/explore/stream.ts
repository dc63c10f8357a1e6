import type { DynamoDBRecord } from 'aws-lambda'
import type { Json } from './scenario.ts'

/**
 * A record of the table's stream, and the consumers that have processed it. It is named after its message: `m1`, and those of
 * its changes `m1/1`, `m1/2` and so on.
 */
export type StreamRecord = { name: string; record: DynamoDBRecord; doneBy: Set<string> }

/** The table's stream: a record for each write of an item. */
export const createStream = (now: () => number, nameOf: (uuid: string) => string) => {
  const records: StreamRecord[] = []
  let sequence = 0
  const isKnown = (name: string) => records.some((one) => one.name === name)
  /** The uuid of the message of an event is not known beforehand: it is named after what has happened to whom. */
  const nameOfEvent = ({ type, user_uuid }: Json): string => {
    const name = `${type.S}-${nameOf(user_uuid.S)}`
    let number = 2
    if (!isKnown(name)) return name
    while (isKnown(`${name}-${number}`)) number += 1
    return `${name}-${number}`
  }
  const nameFor = ({ pk, sk, event }: Json, isChange: boolean): string => {
    const isSame = ({ record }: StreamRecord) =>
      record.dynamodb?.Keys?.pk?.S === pk.S && record.dynamodb?.Keys?.sk?.S === sk.S
    const named = event && isChange ? records.find(isSame)?.name : undefined
    const name = named ?? (event ? nameOfEvent(event.M) : nameOf(sk.S.split('#')[1] ?? ''))
    if (!isChange) return name
    let number = 1
    while (isKnown(`${name}/${number}`)) number += 1
    return `${name}/${number}`
  }
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
      records.push({ name: nameFor(after, before !== undefined), record, doneBy: new Set() })
    },
    /** Records of the preparations that are still to be delivered. */
    resume: (late: Pick<StreamRecord, 'name' | 'record'>[]) => {
      records.push(...late.map((item) => ({ ...item, doneBy: new Set<string>() })))
      sequence = 1000 // above the numbers of the preparations
    },
  }
}
