import { readFileSync, writeFileSync } from 'node:fs'
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { DynamoDBRecord } from 'aws-lambda'

/** Stream records that were given up on, and how to put them out of the way once they are dealt with. */
export type DeadLetter = { records: DynamoDBRecord[]; forget: () => Promise<unknown> }

type Range = { streamArn: string; shardId: string; startSequenceNumber: string; endSequenceNumber: string }

/** What Lambda leaves in the queue is only where in the stream to look: the stream keeps it for a day. */
export const readRange = async (client: DynamoDBStreamsClient, range: Range): Promise<DynamoDBRecord[]> => {
  const {
    streamArn: StreamArn,
    shardId: ShardId,
    startSequenceNumber: SequenceNumber,
    endSequenceNumber: end,
  } = range
  const start = { StreamArn, ShardId, SequenceNumber, ShardIteratorType: 'AT_SEQUENCE_NUMBER' as const }
  let { ShardIterator } = await client.send(new GetShardIteratorCommand(start))
  const found: DynamoDBRecord[] = []
  while (ShardIterator) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }))
    const records = Records as unknown as DynamoDBRecord[]
    found.push(...records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) <= BigInt(end)))
    const isPast = records.some(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) >= BigInt(end))
    ShardIterator = isPast || records.length === 0 ? undefined : NextShardIterator
  }
  return found
}

/** From the queue of a deployed stage, one letter after the other, until it is empty. */
export async function* fromQueue(queueName: string): AsyncGenerator<DeadLetter> {
  const sqs = new SQSClient({})
  const streams = new DynamoDBStreamsClient({})
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
  for (;;) {
    const { Messages: [letter] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }),
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
