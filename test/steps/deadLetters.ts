import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { client } from '../../src/repository/client.ts'

/** The table's stream, and its only shard. */
export const theStream = async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }))
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' })
  const streamArn = Table?.LatestStreamArn ?? ''
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
  streams.destroy()
  return { streamArn, shardId: StreamDescription?.Shards?.[0]?.ShardId ?? '' }
}

export const sequenceNumberOf = (record: DynamoDBRecord | undefined): string =>
  record?.dynamodb?.SequenceNumber ?? ''

/** The position of records in the stream. */
export const rangeOf = async (records: DynamoDBRecord[]) => ({
  ...(await theStream()),
  startSequenceNumber: sequenceNumberOf(records[0]),
  endSequenceNumber: sequenceNumberOf(records.at(-1)),
})

/** A file of the local stack, with a dead letter for each batch of records. */
export const aFileOf = async (...batches: DynamoDBRecord[][]) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-letters-')), 'dead-letters.jsonl')
  const letters = await Promise.all(
    batches.map(async (records) => ({ consumer: 'updateInbox', DDBStreamBatchInfo: await rangeOf(records) })),
  )
  writeFileSync(file, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''))
  return file
}
