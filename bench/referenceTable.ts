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

export type Member = { uuid: string; handle: string; displayName: string }

export const createMember = (handle: string, displayName: string): Member => ({
  uuid: randomUUID(),
  handle,
  displayName,
})

export const createTwoMembers = (): [Member, Member] => [
  createMember('ada_1', 'Ada Harrison'),
  createMember('ivo_1', 'Ivo Harrison'),
]

/** What the rows of a group name instead of another person. */
const title = createMember('', 'A week in the mountains')

/** Creates twenty groups of the same people, and returns the people and the last group. */
export const createTwentyGroups = async (
  size: number,
  start: (members: Member[], title: Member) => Promise<string>,
) => {
  const members = Array.from({ length: size }, (_, index) => createMember(`hana_${index}`, 'Hana Harrison'))
  let groupUuid = ''
  for (let count = 0; count < rowsOnAPage; count += 1) groupUuid = await start(members, title)
  return { members, groupUuid }
}

export type Row = { pk: string; sk: string; message_group_uuid: string; message: string } & Record<
  string,
  string
>

/** The attributes of an inbox row that name the other person, in all designs. */
export const otherAttributes = ({ uuid, handle, displayName }: Member) => ({
  user_uuid: uuid,
  user_handle: handle,
  user_display_name: displayName,
})

let lastTime = 0

/** The current time, but never the same twice. */
export const nextTime = (): string => {
  lastTime = Math.max(lastTime + 1, Date.now())
  return new Date(lastTime).toISOString()
}

/** A message as in the write-ups: its sort key is its time. */
export const messageItem = (groupUuid: string, by: Member, message: string, sk: string) => ({
  pk: `MSG#${groupUuid}`,
  sk,
  message_uuid: randomUUID(),
  message,
  ...otherAttributes(by),
})

type Index = { name: string; hash: string; range: string }

const key = (hash: string, range: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
]

/** Creates a table with one index that projects all attributes. */
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

/** Reads the newest twenty items of a partition: a page, in the reference designs. */
export const readNewest = (TableName: string, pk: string, IndexName?: string) =>
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
