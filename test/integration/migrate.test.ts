import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { documents } from '../../src/repository/client.ts'
import * as given from '../steps/given.ts'
import { deletes, edits, reacts, replies } from '../steps/messageChanges.ts'
import { anOldConversation, anOldTable, time } from '../steps/original.ts'
import { runs } from '../steps/program.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

type Said = { uuid: string; message_group_uuid: string }
type Somebody = Awaited<ReturnType<typeof given.aUser>>

const countNew = async (groupUuid: string) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: process.env.TABLE_NAME }))
  return Items.filter(({ pk }) => pk === `MSG#${groupUuid}`).length
}

describe('npm run ddb:migrate', () => {
  let me: Somebody
  let other: Somebody
  beforeEach(async () => {
    me = await given.aUser()
    other = await given.aUser()
  })

  test('moves everything, and the API returns the old conversation in order', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 40)
    await write([...messages, ...rows])

    const { code, stdout } = await runs('ddb:migrate', '--from', TableName)
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

  test('restores nothing of an erased user', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 6)
    await write([...messages.slice(0, 4), ...rows])
    await runs('ddb:migrate', '--from', TableName)
    await runs('users:erase', me.handle, '--wait', '0')
    await write(messages)
    expect(JSON.parse((await runs('ddb:migrate', '--from', TableName)).stdout)).toMatchObject({
      memberships: 1,
      moved: 2,
    })
    const history = await calls('GET', `/api/messages/${groupUuid}`, { as: other })
    const isOfMine = messages.map(({ user_handle }) => user_handle === me.handle)
    expect(history.body).toEqual(
      messages.map(({ message }, index) =>
        isOfMine[index]
          ? expect.objectContaining({
              handle: '[deleted]',
              message: '',
              deleted_at: expect.stringMatching(/Z$/),
            })
          : expect.objectContaining({ handle: other.handle, message }),
      ),
    )
    for (const { deleted_at } of history.body.filter((_: object, index: number) => !isOfMine[index]))
      expect(deleted_at).toBeUndefined()
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: process.env.TABLE_NAME }))
    expect(Items.filter(({ pk }) => pk === `GRP#${me.uuid}`)).toEqual([])
    expect(JSON.stringify(Items)).not.toContain(me.handle)
  })

  test('moves messages to which people can reply and react, and which they can delete, but which are too old to be edited', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 4)
    await write([...messages, ...rows])
    await runs('ddb:migrate', '--from', TableName)
    const [mine, theirs] = messages.map(({ message_uuid }) => ({
      uuid: message_uuid,
      message_group_uuid: groupUuid,
    })) as [Said, Said]
    then.isRefused(await edits(me, mine, 'changed'), 422, 'message_too_old')
    expect((await reacts(me, theirs, '👍')).body.reactions).toEqual([{ emoji: '👍', user_uuids: [me.uuid] }])
    const { body: answer } = await replies(other, mine, 'After all these years')
    expect((await deletes(me, mine)).body).toMatchObject({ message: '', revision: 1 })
    const history = await calls('GET', `/api/messages/${groupUuid}`, { as: other })
    expect(history.body.at(0)).toMatchObject({ uuid: mine.uuid, message: '', deleted_at: expect.any(String) })
    expect(history.body.at(-1)).toMatchObject({
      uuid: answer.uuid,
      reply_to: { uuid: mine.uuid, handle: me.handle, message: '', deleted_at: expect.any(String) },
    })
    expect(JSON.parse((await runs('ddb:migrate', '--from', TableName)).stdout)).toMatchObject({ moved: 0 })
    const again = await calls('GET', `/api/messages/${groupUuid}`, { as: other })
    expect(again.body).toEqual(history.body)
  })

  test('moves nothing a second time, and only the rest after an interruption', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 30)
    await write([...messages.slice(0, 10), ...rows])
    await runs('ddb:migrate', '--from', TableName)
    await write(messages)
    expect(JSON.parse((await runs('ddb:migrate', '--from', TableName)).stdout)).toMatchObject({
      moved: 20,
      already_there: 12,
    })
    expect(JSON.parse((await runs('ddb:migrate', '--from', TableName)).stdout)).toMatchObject({
      moved: 0,
      already_there: 32,
    })
    expect(await countNew(groupUuid)).toBe(30)
  })

  test('merges several conversations of the same two people', async () => {
    const { TableName, write } = await anOldTable()
    const [first, second] = [anOldConversation(me, other, 4), anOldConversation(other, me, 3)]
    const later = second.messages.map((message) => ({ ...message, sk: message.sk.replace('2023', '2024') }))
    await write([...first.messages, ...first.rows, ...later, ...second.rows])
    const { stdout } = await runs('ddb:migrate', '--from', TableName)
    expect(JSON.parse(stdout)).toMatchObject({ messages: 7, memberships: 2, moved: 9 })

    const { body: inbox } = await calls('GET', '/api/message_groups', { as: me })
    expect(inbox).toEqual([
      expect.objectContaining({
        uuid: first.groupUuid,
        message: 'line 2',
        created_at: '2024-01-10T14:21:16.000Z',
      }),
    ])
    const { body: history } = await calls('GET', `/api/messages/${first.groupUuid}`, { as: other })
    expect(history.map(({ uuid }: { uuid: string }) => uuid)).toEqual(
      [...first.messages, ...later].map(({ message_uuid }) => message_uuid),
    )
    const { body } = await calls('POST', '/api/messages', {
      as: me,
      body: { message: 'Hi', handle: other.handle },
    })
    expect(body.message_group_uuid).toBe(first.groupUuid)
  })

  test('only counts in a dry run', async () => {
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 5)
    await write([...messages, ...rows])
    expect(JSON.parse((await runs('ddb:migrate', '--from', TableName, '--dry-run')).stdout)).toMatchObject({
      messages: 5,
      memberships: 2,
      moved: 0,
    })
    expect(await countNew(groupUuid)).toBe(0)
  })

  test('reports missing rows, duplicate rows and unknown items', async () => {
    const { TableName, write } = await anOldTable()
    const { oldUuid, groupUuid, messages, rows } = anOldConversation(me, other, 5)
    const doubled = { ...rows[0], sk: `${time(1)}+00:00` }
    await write([...messages, { ...rows[0] }, doubled, { pk: 'something', sk: 'else' }])
    const { stdout, stderr } = await runs('ddb:migrate', '--from', TableName)
    expect(JSON.parse(stdout)).toMatchObject({ messages: 5, memberships: 2, left_out: 1 })
    expect(stderr).toContain(
      `Conversation ${oldUuid}: the old table has lost 1 membership, which will be restored.`,
    )
    const inbox = await calls('GET', '/api/message_groups', { as: other })
    expect(inbox.body).toContainEqual(expect.objectContaining({ uuid: groupUuid, handle: me.handle }))
  })

  test('refuses a table of the new layout', async () => {
    const { code, stderr } = await runs('ddb:migrate', '--from', process.env.TABLE_NAME ?? '')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/must not be the target table/)])
  })

  test.each([
    ['no --from', [], /^Missing option: --from <table>/],
    ['an unknown table', ['--from', 'nowhere'], /No table nowhere/],
    ['an unknown option', ['--form', 'x'], /Unknown option '--form'/],
  ])('with %s prints an error and fails', async (_, parameters, words) => {
    const { code, stdout, stderr } = await runs('ddb:migrate', ...parameters)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
  })
})
