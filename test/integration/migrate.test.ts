import { randomUUID } from 'node:crypto'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { client, documents } from '../../src/repository/client.ts'
import { rebuildGroup } from '../../src/repository/rebuild.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

let oldTables = 0

/** A table as the original application had it. */
const anOldTable = async () => {
  oldTables += 1
  const TableName = `original-${oldTables}`
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

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const asOriginal = (user: Somebody) => ({
  user_uuid: user.uuid,
  user_display_name: user.displayName,
  user_handle: user.handle,
})

const time = (index: number) => `2023-01-10T14:21:16.${String(index).padStart(6, '0')}`

/** A conversation in the original layout: microseconds, offsets and none in turn. */
const anOldConversation = (one: Somebody, other: Somebody, count: number) => {
  const groupUuid = randomUUID()
  const messages = Array.from({ length: count }, (_, index) => ({
    pk: `MSG#${groupUuid}`,
    sk: `${time(index)}${index % 2 === 0 ? '+00:00' : ''}`,
    message_uuid: randomUUID(),
    message: `line ${index}`,
    ...asOriginal(index % 3 === 0 ? one : other),
  }))
  const row = (owner: Somebody, about: Somebody) => ({
    pk: `GRP#${owner.uuid}`,
    sk: `${time(count - 1)}+00:00`,
    message_group_uuid: groupUuid,
    message: `line ${count - 1}`,
    ...asOriginal(about),
  })
  return { groupUuid, messages, rows: [row(one, other), row(other, one)] }
}

const countNew = async (groupUuid: string) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: process.env.TABLE_NAME }))
  return Items.filter(({ pk }) => pk === `MSG#${groupUuid}`).length
}

describe('npm run ddb:migrate', () => {
  let me: Somebody
  let other: Somebody
  beforeAll(async () => {
    me = await given.aUser()
    other = await given.aUser()
  })

  test('moves everything, and its people read their old conversation through the API, in order', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 40)
    await write([...messages, ...rows])

    const { code, stdout } = await runs('migrate', '--from', TableName)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ messages: 40, memberships: 2, moved: 42, already_there: 0, left_out: 0 }),
    ])

    const history = await calls('GET', `/api/messages/${groupUuid}?limit=100`, { as: me })
    expect(history.body.map(({ uuid, message }: Record<string, string>) => [uuid, message])).toEqual(
      messages.map(({ message_uuid, message }) => [message_uuid, message]),
    )
    expect(history.body[0].created_at).toBe('2023-01-10T14:21:16.000Z')
    const inbox = await calls('GET', '/api/message_groups', { as: other })
    expect(inbox.body).toContainEqual(
      expect.objectContaining({ uuid: groupUuid, handle: me.handle, message: 'line 39', unread_count: 0 }),
    )
    expect(await rebuildGroup(groupUuid)).toEqual([])
  })

  test('a second time moves nothing, and after an interruption only the rest', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 30)
    await write([...messages.slice(0, 10), ...rows])
    await runs('migrate', '--from', TableName)
    await write(messages)
    expect(JSON.parse((await runs('migrate', '--from', TableName)).stdout)).toMatchObject({
      moved: 20,
      already_there: 12,
    })
    expect(JSON.parse((await runs('migrate', '--from', TableName)).stdout)).toMatchObject({
      moved: 0,
      already_there: 32,
    })
    expect(await countNew(groupUuid)).toBe(30)
  })

  test('a dry run counts, and writes nothing', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 5)
    await write([...messages, ...rows])
    expect(JSON.parse((await runs('migrate', '--from', TableName, '--dry-run')).stdout)).toMatchObject({
      messages: 5,
      memberships: 2,
      moved: 0,
    })
    expect(await countNew(groupUuid)).toBe(0)
  })

  test('what the original lost and left behind is told: a missing row, a doubled row, a foreign item', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 5)
    const doubled = { ...rows[0], sk: `${time(1)}+00:00` }
    await write([...messages, { ...rows[0] }, doubled, { pk: 'something', sk: 'else' }])
    const { stdout, stderr } = await runs('migrate', '--from', TableName)
    expect(JSON.parse(stdout)).toMatchObject({ messages: 5, memberships: 2, left_out: 1 })
    expect(stderr).toContain(
      `Conversation ${groupUuid}: the row of 1 member was lost in the old table, and is made anew.`,
    )
    const inbox = await calls('GET', '/api/message_groups', { as: other })
    expect(inbox.body).toContainEqual(expect.objectContaining({ uuid: groupUuid, handle: me.handle }))
  })

  test('the new table is no old one', async () => {
    const { code, stderr } = await runs('migrate', '--from', process.env.TABLE_NAME ?? '')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is the table to move into/)])
  })

  test.each([
    ['no --from', [], /Which table is the old one\? Say --from <table>\./],
    ['a table that is not there', ['--from', 'nowhere'], /There is no table nowhere\./],
    ['a flag that there is not', ['--form', 'x'], /Unknown option '--form'/],
  ])('%s is a sentence, and exit code 1', async (_, parameters, words) => {
    const { code, stdout, stderr } = await runs('migrate', ...parameters)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
  })
})
