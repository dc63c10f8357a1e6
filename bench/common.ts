import { randomUUID } from 'node:crypto'
import { BatchWriteCommand, DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { documents } from '../src/repository/client.ts'
import { capacityOf, nothing } from './capacity.ts'
import { type Design, type MessageCost, rowsOnAPage } from './design.ts'
import {
  createMember,
  createTable,
  createTwentyGroups,
  createTwoMembers,
  type Member,
  messageItem,
  nextTime,
  otherAttributes,
  type Row,
  readNewest,
} from './referenceTable.ts'

/*
 * The design of most write-ups of such a system: the time of the last message is part of an inbox row's key. For each new
 * message, a function on the table's stream deletes each member's row and puts a new one.
 */

const index = { name: 'message-group-sk-index', hash: 'message_group_uuid', range: 'sk' }

type Preview = (text: string) => string

const rowOf = (groupUuid: string, owner: Member, other: Member, message: string, sk: string): Row => ({
  pk: `GRP#${owner.uuid}`,
  sk,
  message_group_uuid: groupUuid,
  message,
  ...otherAttributes(other),
})

const maxPerBatch = 25

const putAll = async (TableName: string, items: object[]) => {
  for (let from = 0; from < items.length; from += maxPerBatch) {
    const batch = items.slice(from, from + maxPerBatch).map((Item) => ({ PutRequest: { Item } }))
    await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: batch } }))
  }
}

type Started = { members: Member[]; namedFor: (owner: Member) => Member; text: string; preview: Preview }

const start = async (TableName: string, { members, namedFor, text, preview }: Started) => {
  const [groupUuid, at] = [randomUUID(), nextTime()]
  const rows = members.map((owner) => rowOf(groupUuid, owner, namedFor(owner), preview(text), at))
  await putAll(TableName, [...rows, messageItem(groupUuid, members[0] as Member, text, at)])
  return groupUuid
}

const startConversation = (TableName: string, members: [Member, Member], text: string, preview: Preview) => {
  const [me, other] = members
  return start(TableName, { members, namedFor: (owner) => (owner === me ? other : me), text, preview })
}

/** The work of the stream's function for a new message. */
const moveRows = async (TableName: string, { pk, sk, message }: Row, preview: Preview) => {
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
    await documents.send(new PutCommand({ TableName, Item: { ...row, sk, message: preview(message) } }))
  }
}

/** By default a row keeps the whole text of its last message, as in the write-ups. */
export const createCommon = async (name = 'common', preview: Preview = (text) => text): Promise<Design> => {
  const TableName = `bench-${randomUUID().slice(0, 8)}`
  await createTable(TableName, index)
  const sendTo = async (groupUuid: string, by: Member, message: string): Promise<MessageCost> => {
    const item = messageItem(groupUuid, by, message, nextTime())
    const send = await capacityOf(() => documents.send(new PutCommand({ TableName, Item: item })))
    const record = { ...item, message_group_uuid: groupUuid }
    const inbox = await capacityOf(() => moveRows(TableName, record, preview))
    return { send, inbox, push: nothing }
  }
  return {
    name,
    createPair: async (text) => {
      const [me, other] = createTwoMembers()
      for (let count = 1; count < rowsOnAPage; count += 1)
        await startConversation(
          TableName,
          [me, createMember(`hana_${count}`, 'Hana Harrison')],
          text,
          preview,
        )
      const groupUuid = await startConversation(TableName, [me, other], text, preview)
      return {
        send: (who, message) => sendTo(groupUuid, who === 'me' ? me : other, message),
        readInbox: () => readNewest(TableName, `GRP#${me.uuid}`),
        readPage: () => readNewest(TableName, `MSG#${groupUuid}`),
      }
    },
    createGroups: async (size, text) => {
      const { members, groupUuid } = await createTwentyGroups(size, (members, title) =>
        start(TableName, { members, namedFor: () => title, text, preview }),
      )
      return {
        send: (by, message) => sendTo(groupUuid, members[by] as Member, message),
        readInbox: () => readNewest(TableName, `GRP#${members[0]?.uuid}`),
        readPage: () => readNewest(TableName, `MSG#${groupUuid}`),
      }
    },
    startConversation: (text) =>
      capacityOf(() => startConversation(TableName, createTwoMembers(), text, preview)),
  }
}
