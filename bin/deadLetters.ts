import { readFileSync, writeFileSync } from 'node:fs'
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { DynamoDBRecord } from 'aws-lambda'

/** Stream records that were given up on, or none where the stream has them no more; and how to put the letter away. */
export type DeadLetter = { records: DynamoDBRecord[] | undefined; forget: () => Promise<unknown> }

type Range = { streamArn: string; shardId: string; startSequenceNumber: string; endSequenceNumber: string }

// A page may be empty in the midst of a shard; so many in a row are its end.
const mostEmptyPages = 200

/** What Lambda leaves in the queue is only where in the stream to look: the stream keeps it for a day. */
export const readRange = async (
  client: DynamoDBStreamsClient,
  { streamArn, shardId, startSequenceNumber, endSequenceNumber }: Range,
): Promise<DynamoDBRecord[] | undefined> => {
  const start = { StreamArn: streamArn, ShardId: shardId, SequenceNumber: startSequenceNumber }
  const end = BigInt(endSequenceNumber)
  const isTooLate = (error: unknown) => {
    if (error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException)
      return undefined
    throw error
  }
  const first = await client
    .send(new GetShardIteratorCommand({ ...start, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }))
    .catch(isTooLate)
  const found: DynamoDBRecord[] = []
  let iterator = first?.ShardIterator
  for (let emptyPages = 0; iterator && emptyPages < mostEmptyPages; ) {
    const page: GetRecordsCommandOutput | undefined = await client
      .send(new GetRecordsCommand({ ShardIterator: iterator }))
      .catch(isTooLate)
    const records = (page?.Records ?? []) as unknown as DynamoDBRecord[]
    const numberOf = ({ dynamodb }: DynamoDBRecord) => BigInt(dynamodb?.SequenceNumber ?? 0)
    found.push(...records.filter((record) => numberOf(record) <= end))
    if (records.some((record) => numberOf(record) >= end)) return found
    emptyPages = records.length === 0 ? emptyPages + 1 : 0
    iterator = page?.NextShardIterator
  }
  return undefined
}

/** From the queue of a deployed stage, one letter after the other, until it is empty. */
export async function* fromQueue(queueName: string): AsyncGenerator<DeadLetter> {
  const sqs = new SQSClient({})
  const streams = new DynamoDBStreamsClient({})
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
  for (;;) {
    const { Messages: [letter] = [] } = await sqs.send(
      // Waiting a little asks all of the queue's servers, where an answer at once comes from some.
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 2 }),
    )
    if (!letter) return
    const { DDBStreamBatchInfo } = JSON.parse(letter.Body ?? '{}') as { DDBStreamBatchInfo: Range }
    const records = await readRange(streams, DDBStreamBatchInfo)
    yield {
      records,
      forget: () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter.ReceiptHandle })),
    }
  }
}

/** From the file in which a local stack writes down what it has given up on. */
export function* fromFile(file: string): Generator<DeadLetter> {
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean)
  const left = new Set(lines)
  for (const line of lines) {
    const { records } = JSON.parse(line) as { records: DynamoDBRecord[] }
    const forget = async () => {
      left.delete(line)
      writeFileSync(file, [...left].map((one) => `${one}\n`).join(''))
    }
    yield { records, forget }
  }
}
