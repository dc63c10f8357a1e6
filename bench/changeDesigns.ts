import { randomUUID } from 'node:crypto'
import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { v7 as uuidv7 } from 'uuid'
import { placeOf } from '../src/domain/place.ts'
import { client, documents } from '../src/repository/client.ts'
import { recordCalls } from './awsCalls.ts'
import { type Capacity, dollarsOf, sumOf } from './capacity.ts'
import { changedIndex, type Key, nextTime, type Way, ways } from './changeWays.ts'
import { roundTrips } from './spans.ts'
import type { Table } from './table.ts'

const createTable = async (TableName: string) => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'changed_at'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: changedIndex,
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'changed_at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName })
}

const messages = 30

const createMessages = async (TableName: string, group: string, text: string): Promise<Key[]> => {
  const keys: Key[] = []
  const person = { user_uuid: randomUUID(), user_handle: 'ada_1', user_display_name: 'Ada Harrison' }
  for (let count = 0; count < messages; count += 1) {
    const message_uuid = uuidv7()
    const key = { pk: `MSG#${group}`, sk: placeOf(Date.parse(nextTime()), message_uuid) }
    const member_uuids = [person.user_uuid, randomUUID()]
    const Item = { ...key, message_uuid, message: text, ...person, member_uuids }
    await documents.send(new PutCommand({ TableName, Item }))
    keys.push(key)
  }
  return keys
}

const measure = async (work: () => Promise<unknown>): Promise<Capacity & { roundTrips: number }> => {
  const { calls } = await recordCalls(work)
  return { ...sumOf(calls), roundTrips: roundTrips(calls) }
}

const measureWay = async ({ name, change, find, isConsistent, canMiss }: Way, text: string) => {
  const table = `bench-${randomUUID().slice(0, 8)}`
  await createTable(table)
  const group = randomUUID()
  const keys = await createMessages(table, group, text)
  const first = await measure(() => change(table, keys[0] as Key))
  const again = await measure(() => change(table, keys[0] as Key))
  for (const key of keys.slice(1, 5)) await change(table, key)
  const none = await measure(() => find(table, group, '9999'))
  const five = await measure(async () => {
    const found = await find(table, group, ' ')
    const Keys = [...new Map(found.map(({ pk, sk }) => [sk, { pk, sk }])).values()]
    return documents.send(new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }))
  })
  return [
    name,
    first.wcu,
    again.wcu,
    first.roundTrips,
    none.rcu,
    five.rcu,
    five.roundTrips,
    dollarsOf(again),
    isConsistent ? 'yes' : 'no',
    canMiss,
  ]
}

/** What it costs in each way to change a message of this text, and to find five changed messages. */
export const measureChangeDesigns = async (text: string): Promise<Table> => {
  const rows = []
  for (const way of ways) rows.push(await measureWay(way, text))
  return {
    title: 'Ways to find changed messages, with texts of 170 bytes',
    columns: [
      { heading: 'way' },
      { heading: 'a change, WCU', digits: 1 },
      { heading: 'a further one', digits: 1 },
      { heading: 'round trips', digits: 0 },
      { heading: 'since, nothing changed, RCU', digits: 1 },
      { heading: '5 changed', digits: 1 },
      { heading: 'round trips', digits: 0 },
      { heading: '$ a million changes', digits: 2 },
      { heading: 'consistent' },
      { heading: 'can miss' },
    ],
    rows,
    notes: [
      'Only the change, and the reads that find it. In every design a client also reads the messages after the cursor, and begins as much earlier as a write can take.',
    ],
  }
}
