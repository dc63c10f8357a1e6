import { randomUUID } from 'node:crypto'
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { previewOf } from '../src/domain/message.ts'
import { documents } from '../src/repository/client.ts'
import { capacityOf, nothing } from './capacity.ts'
import { type Design, rowsOnAPage } from './design.ts'
import {
  createMember,
  createTable,
  createTwentyGroups,
  createTwoMembers,
  type Member,
  messageItem,
  nextTime,
  otherAttributes,
  readNewest,
} from './referenceTable.ts'

/*
 * A design without a stream: inbox rows have a fixed key and an index for their order, as ours, and one transaction writes
 * a message and both rows.
 */

const index = { name: 'inbox-index', hash: 'pk', range: 'last_message_at' }

const rowOf = (groupUuid: string, owner: Member, other: Member, text: string, last_message_at: string) => ({
  pk: `GRP#${owner.uuid}`,
  sk: groupUuid,
  message_group_uuid: groupUuid,
  last_message_at,
  message: previewOf(text),
  ...otherAttributes(other),
})

const put = (TableName: string, Item: object) => ({ Put: { TableName, Item } })

const start = async (
  TableName: string,
  members: Member[],
  namedFor: (owner: Member) => Member,
  text: string,
) => {
  const [groupUuid, at] = [randomUUID(), nextTime()]
  const TransactItems = [
    ...members.map((owner) => rowOf(groupUuid, owner, namedFor(owner), text, at)),
    messageItem(groupUuid, members[0] as Member, text, at),
  ].map((item) => put(TableName, item))
  await documents.send(new TransactWriteCommand({ TransactItems }))
  return groupUuid
}

const startConversation = (TableName: string, [me, other]: [Member, Member], text: string) =>
  start(TableName, [me, other], (owner) => (owner === me ? other : me), text)

const sendInTransaction = (
  TableName: string,
  members: Member[],
  groupUuid: string,
  by: Member,
  text: string,
) => {
  const at = nextTime()
  const moves = members.map(({ uuid }) => ({
    Update: {
      TableName,
      Key: { pk: `GRP#${uuid}`, sk: groupUuid },
      UpdateExpression: 'SET last_message_at = :at, message = :preview',
      ExpressionAttributeValues: { ':at': at, ':preview': previewOf(text) },
    },
  }))
  return documents.send(
    new TransactWriteCommand({
      TransactItems: [put(TableName, messageItem(groupUuid, by, text, at)), ...moves],
    }),
  )
}

export const createTransactional = async (): Promise<Design> => {
  const TableName = `bench-${randomUUID().slice(0, 8)}`
  await createTable(TableName, index)
  return {
    name: 'transactional',
    createPair: async (text) => {
      const members = createTwoMembers()
      const [me, other] = members
      for (let count = 1; count < rowsOnAPage; count += 1)
        await startConversation(TableName, [me, createMember(`hana_${count}`, 'Hana Harrison')], text)
      const groupUuid = await startConversation(TableName, members, text)
      return {
        send: async (who, text) => ({
          send: await capacityOf(() =>
            sendInTransaction(TableName, members, groupUuid, who === 'me' ? me : other, text),
          ),
          inbox: nothing,
          push: nothing,
        }),
        readInbox: () => readNewest(TableName, `GRP#${me.uuid}`, index.name),
        readPage: () => readNewest(TableName, `MSG#${groupUuid}`),
      }
    },
    createGroups: async (size, text) => {
      const { members, groupUuid } = await createTwentyGroups(size, (members, title) =>
        start(TableName, members, () => title, text),
      )
      return {
        send: async (by, message) => ({
          send: await capacityOf(() =>
            sendInTransaction(TableName, members, groupUuid, members[by] as Member, message),
          ),
          inbox: nothing,
          push: nothing,
        }),
        readInbox: () => readNewest(TableName, `GRP#${members[0]?.uuid}`, index.name),
        readPage: () => readNewest(TableName, `MSG#${groupUuid}`),
      }
    },
    startConversation: (text) => capacityOf(() => startConversation(TableName, createTwoMembers(), text)),
  }
}
