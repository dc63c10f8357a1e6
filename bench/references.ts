import { randomUUID } from 'node:crypto'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { client, documents } from '../src/repository/client.ts'
import { capacityOf } from './capacity.ts'
import { rowsOnAPage } from './design.ts'

type Member = { uuid: string; handle: string; displayName: string }

export const aMember = (handle: string, displayName: string): Member => ({
  uuid: randomUUID(),
  handle,
  displayName,
})

export const twoMembers = (): [Member, Member] => [
  aMember('ada_1', 'Ada Harrison'),
  aMember('ivo_1', 'Ivo Harrison'),
]

export type Row = { pk: string; sk: string; message_group_uuid: string; message: string } & Record<
  string,
  string
>

/** What one's row says of the other one, in all designs. */
export const aboutOther = ({ uuid, handle, displayName }: Member) => ({
  user_uuid: uuid,
  user_handle: handle,
  user_display_name: displayName,
})

let lastTime = 0

/** Later each time, as a server's clock is. */
export const nextTime = (): string => {
  lastTime = Math.max(lastTime + 1, Date.now())
  return new Date(lastTime).toISOString()
}

/** A message as the write-ups have it: its place is its time. */
export const messageItem = (groupUuid: string, by: Member, message: string, sk: string) => ({
  pk: `MSG#${groupUuid}`,
  sk,
  message_uuid: randomUUID(),
  message,
  ...aboutOther(by),
})

type Index = { name: string; hash: string; range: string }

const key = (hash: string, range: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
]

/** A table of one index, which holds whole rows. */
export const createTable = async (tableName: string, { name, hash, range }: Index) => {
  const attributes = new Set(['pk', 'sk', hash, range])
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: name, KeySchema: key(hash, range), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: tableName })
}

/** The newest twenty of a partition, which is all that the references do for a page. */
export const newestOf = (TableName: string, pk: string, IndexName?: string) =>
  capacityOf(() =>
    documents.send(
      new QueryCommand({
        TableName,
        ...(IndexName ? { IndexName } : {}),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        Limit: rowsOnAPage,
      }),
    ),
  )
