import { randomUUID } from 'node:crypto'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { groupUuidOf } from '../../src/domain/group.ts'
import type { Person } from '../../src/domain/message.ts'
import { client, documents } from '../../src/repository/client.ts'

/** Creates a table with the original application's schema. */
export const anOldTable = async () => {
  const TableName = `original-${randomUUID().slice(0, 8)}`
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  )
  const write = async (items: Record<string, unknown>[]) => {
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }))
      await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }))
    }
  }
  return { TableName, write }
}

const asOriginal = (user: Person) => ({
  user_uuid: user.uuid,
  user_display_name: user.displayName,
  user_handle: user.handle,
})

export const time = (index: number) => `2023-01-10T14:21:16.${String(index).padStart(6, '0')}`

/** A conversation in the original layout, its times with microseconds, with an offset and without in turn. The migration gives it another uuid. */
export const anOldConversation = (one: Person, other: Person, count: number) => {
  const oldUuid = randomUUID()
  const messages = Array.from({ length: count }, (_, index) => ({
    pk: `MSG#${oldUuid}`,
    sk: `${time(index)}${index % 2 === 0 ? '+00:00' : ''}`,
    message_uuid: randomUUID(),
    message: `line ${index}`,
    ...asOriginal(index % 3 === 0 ? one : other),
  }))
  const row = (owner: Person, about: Person) => ({
    pk: `GRP#${owner.uuid}`,
    sk: `${time(count - 1)}+00:00`,
    message_group_uuid: oldUuid,
    message: `line ${count - 1}`,
    ...asOriginal(about),
  })
  return {
    oldUuid,
    groupUuid: groupUuidOf(one.uuid, other.uuid),
    messages,
    rows: [row(one, other), row(other, one)],
  }
}
