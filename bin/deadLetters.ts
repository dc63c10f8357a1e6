import { readFileSync, writeFileSync } from 'node:fs'
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBRecord } from 'aws-lambda'
import { CommandError } from './command.ts'

/** Stream records that were given up on, or none where the stream has them no more; and how to put the letter away. */
export type DeadLetter = { records: DynamoDBRecord[] | undefined; forget: () => Promise<unknown> }

type Range = { streamArn: string; shardId: string; startSequenceNumber: string; endSequenceNumber: string }

// A page may be empty in the midst of a shard; so many in a row are its end.
const maxEmptyPages = 200

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
  for (let emptyPages = 0; iterator && emptyPages < maxEmptyPages; ) {
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
export async function* fromQueue(queueUrl: string): AsyncGenerator<DeadLetter> {
  const sqs = new SQSClient({})
  const streams = new DynamoDBStreamsClient({})
  const seen = new Set<string | undefined>()
  for (;;) {
    const { Messages: [letter] = [] } = await sqs.send(
      // Waiting a little asks all of the queue's servers, where an answer at once comes from some.
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 2 }),
    )
    if (!letter || seen.has(letter.MessageId)) return // what was kept comes again, and again
    seen.add(letter.MessageId)
    const { DDBStreamBatchInfo } = JSON.parse(letter.Body ?? '{}') as { DDBStreamBatchInfo: Range }
    const records = await readRange(streams, DDBStreamBatchInfo)
    yield {
      records,
      forget: () =>
        sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: letter.ReceiptHandle })),
    }
  }
}

const readLetters = (file: string): { line: string; records: DynamoDBRecord[] }[] => {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean)
    return lines.map((line) => ({ line, records: JSON.parse(line).records }))
  } catch (error) {
    throw new CommandError(`${file} holds no dead letters that can be read: ${(error as Error).message}`)
  }
}

/** From the file in which a local stack writes down what it has given up on. */
export function* fromFile(file: string): Generator<DeadLetter> {
  const letters = readLetters(file)
  const left = new Set(letters.map(({ line }) => line))
  for (const { line, records } of letters) {
    const forget = async () => {
      left.delete(line)
      writeFileSync(file, [...left].map((one) => `${one}\n`).join(''))
    }
    yield { records, forget }
  }
}
