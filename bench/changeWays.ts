import { PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { documents } from '../src/repository/client.ts'

/*
 * Ways for a client that catches up to find changed messages, each in a table of its own, reduced to what they differ in
 * (docs/decisions/0040-changing-messages.md). Reads are consistent where the design allows it.
 */

export type Key = { pk: string; sk: string }
export type Way = {
  name: string
  change: (table: string, key: Key) => Promise<unknown>
  /** Reads the places of the messages that have changed after a time or version. */
  find: (table: string, group: string, from: string) => Promise<Key[]>
  isConsistent: boolean
  canMiss: string
}

let clock = Date.parse('2026-11-20T10:00:00.000Z')
export const nextTime = () => {
  clock += 1000
  return new Date(clock).toISOString()
}

export const changedIndex = 'changed-index'

const edit = (TableName: string, Key: Key, changed_at?: string) => ({
  TableName,
  Key,
  UpdateExpression: `SET message = :text, edited_at = :now${changed_at ? ', changed_at = :now' : ''} ADD revision :one`,
  ExpressionAttributeValues: { ':text': 'b'.repeat(170), ':now': changed_at ?? nextTime(), ':one': 1 },
})

const changeItem = (key: Key, at: string) => ({
  pk: key.pk.replace('MSG', 'CHG'),
  sk: `${at}#${key.sk}`,
  expires_at: 1_800_000_000,
})

const query = async (TableName: string, pk: string, name: string, from: string, IndexName?: string) => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      ...(IndexName ? { IndexName } : { ConsistentRead: true }),
      KeyConditionExpression: `pk = :pk AND ${name} > :from`,
      ExpressionAttributeValues: { ':pk': pk, ':from': from },
    }),
  )
  return Items
}

const findByItems: Way['find'] = async (table, group, from) =>
  (await query(table, `CHG#${group}`, 'sk', from)).map(({ sk }) => ({
    pk: `MSG#${group}`,
    sk: String(sk).split('#').slice(1).join('#'),
  }))

export const ways: Way[] = [
  {
    name: 'change item, then the message (ours)',
    change: async (table, key) => {
      await documents.send(new PutCommand({ TableName: table, Item: changeItem(key, nextTime()) }))
      await documents.send(new UpdateCommand(edit(table, key)))
    },
    find: findByItems,
    isConsistent: true,
    canMiss: 'nothing',
  },
  {
    name: 'sparse index on changed_at',
    change: (table, key) => documents.send(new UpdateCommand(edit(table, key, nextTime()))),
    find: async (table, group, from) =>
      (await query(table, `MSG#${group}`, 'changed_at', from, changedIndex)) as Key[],
    isConsistent: false,
    canMiss: 'what the index does not have yet',
  },
  {
    name: 'change item and message in a transaction',
    change: (table, key) =>
      documents.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: table, Item: changeItem(key, nextTime()) } },
            { Update: edit(table, key) },
          ],
        }),
      ),
    find: findByItems,
    isConsistent: true,
    canMiss: 'nothing',
  },
  {
    name: 'version counter of the conversation',
    change: async (table, key) => {
      const counter = { pk: key.pk.replace('MSG', 'VER'), sk: 'VER' }
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: counter,
          UpdateExpression: 'ADD version :one',
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      )
      const version = String(Attributes?.version).padStart(24, '0')
      await documents.send(new PutCommand({ TableName: table, Item: changeItem(key, version) }))
      await documents.send(new UpdateCommand(edit(table, key)))
    },
    find: findByItems,
    isConsistent: true,
    canMiss: 'a version that is written after a higher one',
  },
]
