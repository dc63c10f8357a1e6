import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { prefixes } from '../keys.ts'

/** The range of stream records that Lambda names in a dead letter. */
export type StreamRange = {
  streamArn: string
  shardId: string
  startSequenceNumber: string
  endSequenceNumber: string
}

// Pages can be empty before the end of a shard. This many in a row count as the end.
const maxEmptyPages = 200

/** Reads a range of the stream. Undefined if the stream, which keeps records for 24 hours, no longer has all of it. */
export const readRange = async (
  client: DynamoDBStreamsClient,
  { streamArn, shardId, startSequenceNumber, endSequenceNumber }: StreamRange,
): Promise<DynamoDBRecord[] | undefined> => {
  const start = { StreamArn: streamArn, ShardId: shardId, SequenceNumber: startSequenceNumber }
  const end = BigInt(endSequenceNumber)
  const ignoreExpired = (error: unknown) => {
    if (error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException)
      return undefined
    throw error
  }
  const first = await client
    .send(new GetShardIteratorCommand({ ...start, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }))
    .catch(ignoreExpired)
  const inRange: DynamoDBRecord[] = []
  let iterator = first?.ShardIterator
  for (let emptyPages = 0; iterator && emptyPages < maxEmptyPages; ) {
    const page: GetRecordsCommandOutput | undefined = await client
      .send(new GetRecordsCommand({ ShardIterator: iterator }))
      .catch(ignoreExpired)
    const records = (page?.Records ?? []) as unknown as DynamoDBRecord[]
    const sequenceNumberOf = ({ dynamodb }: DynamoDBRecord) => BigInt(dynamodb?.SequenceNumber ?? 0)
    inRange.push(...records.filter((record) => sequenceNumberOf(record) <= end))
    if (records.some((record) => sequenceNumberOf(record) >= end)) return inRange
    emptyPages = records.length === 0 ? emptyPages + 1 : 0
    iterator = page?.NextShardIterator
  }
  return undefined
}

const changesOfInboxes = ['edit', 'deletion']

/** Whether updateInbox handles a record. Its event filter in serverless.yml also excludes quiet messages. */
export const isForInboxes = ({ eventName, dynamodb }: DynamoDBRecord): boolean => {
  const isMessage = dynamodb?.Keys?.pk?.S?.startsWith(prefixes.message) === true
  const isChange = changesOfInboxes.includes(dynamodb?.NewImage?.last_change?.S ?? '')
  return isMessage && (eventName === 'INSERT' || (eventName === 'MODIFY' && isChange))
}
