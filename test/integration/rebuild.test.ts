import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { placeOf } from '../../src/domain/place.ts'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { membershipKey } from '../../src/repository/keys.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { advanceMembership, settleMembership } from '../../src/repository/membershipUpdates.ts'
import { listMessages, putMessage } from '../../src/repository/messages.ts'
import * as given from '../steps/given.ts'
import { runs, runsOnTerminal } from '../steps/program.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

/** A conversation with a message that the inboxes do not show yet. */
const aNeglectedGroup = async () => {
  const { me, other, uuid: groupUuid } = await given.aGroup()
  const now = Date.now() + 1000
  const uuid = uuidv7({ msecs: now })
  const message = {
    uuid,
    groupUuid,
    place: placeOf(now, uuid),
    text: 'Is anybody there?',
    sender: me,
    memberUuids: [me.uuid, other.uuid],
  }
  await putMessage(message)
  const shownPlace = (await getMembership(me.uuid, groupUuid))?.lastPlace
  return { me, other, groupUuid, message, shownPlace }
}

/** Updates one of the two rows. */
const markNewest = async (userUuid: string, groupUuid: string) => {
  const [newest] = (await listMessages({ groupUuid }, { direction: 'older', limit: 1 })).messages
  if (newest) await advanceMembership({ userUuid, newest })
}

describe('rebuilding inboxes', () => {
  test('repairs both rows, and then finds nothing to repair', async () => {
    const { me, other, groupUuid, message } = await aNeglectedGroup()
    expect((await rebuildGroup(groupUuid)).map(({ userUuid }) => userUuid).sort()).toEqual(
      [me.uuid, other.uuid].sort(),
    )
    for (const { uuid } of [me, other]) {
      expect(await getMembership(uuid, groupUuid)).toMatchObject({ lastPlace: message.place })
    }
    expect(await rebuildGroup(groupUuid)).toEqual([])
  })

  test('ignores quiet messages, as the stream does, and repairs a membership that shows one', async () => {
    const { me, uuid: groupUuid } = await given.aGroup()
    const says = (message: string) =>
      calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: groupUuid } })
    for (const message of ['one', 'two']) await says(message)
    expect(await rebuildGroup(groupUuid, { dryRun: true })).toEqual([])
    await markNewest(me.uuid, groupUuid)
    const repaired = await rebuildGroup(groupUuid)
    expect(repaired.map(({ userUuid }) => userUuid)).toEqual([me.uuid])
    expect(await rebuildGroup(groupUuid)).toEqual([])
  })

  test('keeps the message that started the conversation, after older messages were migrated', async () => {
    const { me, other, uuid: groupUuid } = await given.aGroup()
    const time = Date.now() - 3_600_000
    const uuid = uuidv7({ msecs: time })
    const memberUuids = [me.uuid, other.uuid]
    await putMessage({ uuid, groupUuid, place: placeOf(time, uuid), text: 'old', sender: me, memberUuids })
    expect(await rebuildGroup(groupUuid)).toEqual([])
  })

  test('repairs a settled row that a version without settled rows has written since', async () => {
    const { me, other, uuid: groupUuid, messageUuid } = await given.aGroup()
    const row = await getMembership(other.uuid, groupUuid)
    if (!row) throw new Error('no row')
    const last = { place: row.lastPlace, preview: 'Hello!', senderUuid: me.uuid }
    await settleMembership(row, { settled: { last, unreadCount: 1 } })
    expect(await rebuildGroup(groupUuid)).toEqual([])
    await documents.send(
      new UpdateCommand({
        TableName: process.env.TABLE_NAME,
        Key: membershipKey(other.uuid, groupUuid),
        UpdateExpression: 'SET last_read_at = last_message_at',
      }),
    )
    expect((await rebuildGroup(groupUuid)).map(({ userUuid }) => userUuid)).toEqual([other.uuid])
    const { body } = await calls('GET', '/api/message_groups', { as: other })
    expect(body).toMatchObject([{ unread_count: 0, last_message: { uuid: messageUuid } }])
  })

  test('has the same result as the stream', async () => {
    const [byStream, rebuilt] = await Promise.all([aNeglectedGroup(), aNeglectedGroup()])
    await Promise.all(
      [byStream.me, byStream.other].map(({ uuid }) =>
        advanceMembership({ userUuid: uuid, newest: byStream.message }),
      ),
    )
    await rebuildGroup(rebuilt.groupUuid)
    const shown = async ({ other, groupUuid, message }: typeof rebuilt) => {
      const membership = await getMembership(other.uuid, groupUuid)
      return [membership?.lastPlace === message.place, membership?.readPlace]
    }
    expect(await shown(rebuilt)).toEqual(await shown(byStream))
  })

  test('moves a row back that is ahead of the messages', async () => {
    const { me, groupUuid, message, shownPlace } = await aNeglectedGroup()
    await rebuildGroup(groupUuid)
    const key = { pk: `MSG#${groupUuid}`, sk: message.place }
    await documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: key }))
    await rebuildGroup(groupUuid)
    expect(await getMembership(me.uuid, groupUuid)).toMatchObject({ lastPlace: shownPlace })
  })

  test('accepts a missing row and an unknown group', async () => {
    const { me, other, groupUuid } = await aNeglectedGroup()
    await documents.send(
      new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: membershipKey(other.uuid, groupUuid) }),
    )
    expect((await rebuildGroup(groupUuid)).map(({ userUuid }) => userUuid)).toEqual([me.uuid])
    expect(await rebuildGroup('no-such-group')).toEqual([])
  })
})

describe('npm run ddb:rebuild-inbox', () => {
  test('checks all conversations, with --dry-run shows the repairs, and then makes them', async () => {
    const { me, other, groupUuid, message, shownPlace } = await aNeglectedGroup()
    const dry = await runs('ddb:rebuild-inbox', '--dry-run')
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`would be repaired {2}group ${groupUuid} {2}user ${me.uuid}`)),
    ])
    expect((await getMembership(me.uuid, groupUuid))?.lastPlace).toBe(shownPlace)

    const wet = await runs('ddb:rebuild-inbox')
    expect([wet.code, wet.stdout]).toEqual([
      0,
      expect.stringContaining(`repaired  group ${groupUuid}  user ${other.uuid}`),
    ])
    expect((await getMembership(other.uuid, groupUuid))?.lastPlace).toBe(message.place)

    const again = await runs('ddb:rebuild-inbox')
    expect([again.code, again.stdout, again.stderr]).toEqual([
      0,
      '',
      expect.stringContaining('are up to date'),
    ])
  })

  test('prints one line per row on a terminal, too', async () => {
    const groups = [await aNeglectedGroup(), await aNeglectedGroup()]
    const { code, stdout } = await runsOnTerminal(200, {}, 'ddb:rebuild-inbox', '--dry-run')
    expect(code).toBe(0)
    const lines = stdout.replaceAll('\r\x1b[K', '\n').split(/\r?\n/)
    for (const { groupUuid } of groups)
      expect(
        lines.filter((line) => line.startsWith(`would be repaired  group ${groupUuid}  user `)),
      ).toHaveLength(2)
    await runs('ddb:rebuild-inbox')
  })
})
