import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, expect, test } from '@jest/globals'
import { client, documents } from '../../src/repository/client.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
]

/** The table as version 0.1 created it. */
beforeAll(async () => {
  process.env.TABLE_NAME = `cruddur-messages-old-${randomUUID().slice(0, 8)}`
  await client.send(
    new CreateTableCommand({
      TableName: process.env.TABLE_NAME,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'message_group_uuid', 'last_message_at'].map(attribute),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'message-group-sk-index',
          KeySchema: key('message_group_uuid', 'sk'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'inbox-index',
          KeySchema: key('pk', 'last_message_at'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )
})

/** A conversation as earlier versions wrote it. */
const anOldGroup = async () => {
  const group = await given.aGroup()
  for (const { uuid } of [group.me, group.other]) {
    await documents.send(
      new UpdateCommand({
        TableName: process.env.TABLE_NAME,
        Key: { pk: `GRP#${uuid}`, sk: group.uuid },
        UpdateExpression: 'REMOVE list_key, revision',
      }),
    )
  }
  return group
}

const upgrades = async () => {
  const { code, stdout } = await runs('ddb:upgrade')
  return { code, ...JSON.parse(stdout) }
}

test('ddb:upgrade adds the index and every membership to it, while people write, and can be repeated', async () => {
  const groups = await Promise.all([anOldGroup(), anOldGroup(), anOldGroup()])
  const [{ me, other, uuid }] = groups
  const newcomer = await given.aUser()
  const [first] = await Promise.all([
    upgrades(),
    calls('POST', '/api/messages', { as: me, body: { message: 'meanwhile', message_group_uuid: uuid } }),
    calls('POST', '/api/messages', { as: me, body: { message: 'new', handle: newcomer.handle } }),
  ])
  expect(first).toMatchObject({ code: 0, upgraded: 6 })

  const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }))
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toContain('list-index')
  const uuidsOf = async (as: { token: string }) =>
    (await calls('GET', '/api/message_groups', { as })).body.map((row: { uuid: string }) => row.uuid)
  expect(await uuidsOf(other)).toEqual([uuid])
  expect(await uuidsOf(me)).toHaveLength(2)

  const before = await allItems()
  expect(await upgrades()).toMatchObject({ code: 0, memberships: 8, upgraded: 0 })
  expect(await allItems()).toEqual(before)
})
