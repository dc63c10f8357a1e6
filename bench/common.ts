import { randomUUID } from 'node:crypto'
import { BatchWriteCommand, DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { documents } from '../src/repository/client.ts'
import { capacityOf, nothing } from './capacity.ts'
import { type Design, rowsOnAPage } from './design.ts'
import {
  aboutOther,
  aMember,
  createTable,
  messageItem,
  newestOf,
  nextTime,
  type Row,
  twoMembers,
} from './references.ts'

/*
 * The design of most write-ups of this system: a row of the inbox is keyed by the time of its last message, and a
 * function on the table's stream deletes each member's row and puts another for each new message.
 */

const index = { name: 'message-group-sk-index', hash: 'message_group_uuid', range: 'sk' }

type Keep = (text: string) => string
type Member = ReturnType<typeof aMember>

const rowOf = (groupUuid: string, owner: Member, other: Member, message: string, sk: string): Row => ({
  pk: `GRP#${owner.uuid}`,
  sk,
  message_group_uuid: groupUuid,
  message,
  ...aboutOther(other),
})

const putAll = (TableName: string, items: object[]) =>
  documents.send(
    new BatchWriteCommand({ RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) } }),
  )

const begin = async (TableName: string, [me, other]: [Member, Member], text: string, keep: Keep) => {
  const [groupUuid, at] = [randomUUID(), nextTime()]
  await putAll(TableName, [
    rowOf(groupUuid, me, other, keep(text), at),
    rowOf(groupUuid, other, me, keep(text), at),
    messageItem(groupUuid, me, text, at),
  ])
  return groupUuid
}

/** What the stream's function does with a new message. */
const moveRows = async (TableName: string, { pk, sk, message }: Row, keep: Keep) => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      IndexName: index.name,
      KeyConditionExpression: 'message_group_uuid = :group',
      ExpressionAttributeValues: { ':group': pk.slice('MSG#'.length) },
    }),
  )
  for (const row of Items as Row[]) {
    await documents.send(new DeleteCommand({ TableName, Key: { pk: row.pk, sk: row.sk } }))
    await documents.send(new PutCommand({ TableName, Item: { ...row, sk, message: keep(message) } }))
  }
}

/** `keep` is what a row keeps of its last message: all of it, as in the write-ups. */
export const createCommon = async (name = 'common', keep: Keep = (text) => text): Promise<Design> => {
  const TableName = `bench-${randomUUID().slice(0, 8)}`
  await createTable(TableName, index)
  return {
    name,
    aPair: async (text) => {
      const [me, other] = twoMembers()
      for (let count = 1; count < rowsOnAPage; count += 1)
        await begin(TableName, [me, aMember(`hana_${count}`, 'Hana Harrison')], text, keep)
      const groupUuid = await begin(TableName, [me, other], text, keep)
      return {
        says: async (who, message) => {
          const item = messageItem(groupUuid, who === 'me' ? me : other, message, nextTime())
          const send = await capacityOf(() => documents.send(new PutCommand({ TableName, Item: item })))
          const record = { ...item, message_group_uuid: groupUuid }
          const inbox = await capacityOf(() => moveRows(TableName, record, keep))
          return { send, inbox, push: nothing }
        },
        inbox: () => newestOf(TableName, `GRP#${me.uuid}`),
        page: () => newestOf(TableName, `MSG#${groupUuid}`),
      }
    },
    begin: (text) => capacityOf(() => begin(TableName, twoMembers(), text, keep)),
  }
}
