import { readFileSync, writeFileSync } from 'node:fs'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBRecord } from 'aws-lambda'
import { readRange, type StreamRange } from '../src/repository/admin/streamRange.ts'
import { CommandError } from './command.ts'

/** The stream records of a failed batch, undefined if the stream no longer has them, and how to delete the letter. */
export type DeadLetter = { records: DynamoDBRecord[] | undefined; remove: () => Promise<unknown> }

/** Reads the dead-letter queue of a deployed stage until it is empty. Its messages only name ranges of the stream. */
export async function* readQueue(queueUrl: string): AsyncGenerator<DeadLetter> {
  const sqs = new SQSClient({})
  const streams = new DynamoDBStreamsClient({})
  const seen = new Set<string | undefined>()
  for (;;) {
    const { Messages: [letter] = [] } = await sqs.send(
      // Long polling queries all servers of the queue; short polling can miss messages.
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 2 }),
    )
    if (!letter || seen.has(letter.MessageId)) return // a letter that was not removed is delivered again
    seen.add(letter.MessageId)
    const { DDBStreamBatchInfo } = JSON.parse(letter.Body ?? '{}') as { DDBStreamBatchInfo: StreamRange }
    const records = await readRange(streams, DDBStreamBatchInfo)
    yield {
      records,
      remove: () =>
        sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: letter.ReceiptHandle })),
    }
  }
}

type Letter = { line: string; range: StreamRange }

const parseLine = (line: string): Letter => {
  const { DDBStreamBatchInfo: range } = JSON.parse(line) as { DDBStreamBatchInfo?: StreamRange }
  if (!range) throw new Error('a line has no DDBStreamBatchInfo')
  return { line, range }
}

const parseFile = (file: string): Letter[] => {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(parseLine)
  } catch (error) {
    throw new CommandError(`Can't read dead letters from ${file}: ${(error as Error).message}`)
  }
}

/** Reads the file in which the local stack stores dead letters. As on AWS, they only name ranges of the stream. */
export async function* readFile(file: string): AsyncGenerator<DeadLetter> {
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' })
  const letters = parseFile(file)
  const remaining = new Set(letters.map(({ line }) => line))
  for (const { line, range } of letters) {
    const remove = async () => {
      remaining.delete(line)
      writeFileSync(file, [...remaining].map((text) => `${text}\n`).join(''))
    }
    yield { records: await readRange(streams, range), remove }
  }
}
