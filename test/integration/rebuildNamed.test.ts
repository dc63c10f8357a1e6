import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { listGroupUuids, rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { listConversations } from '../../src/repository/conversations.ts'
import { membershipKey } from '../../src/repository/keys.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import * as given from '../steps/given.ts'
import { createsGroup, removes, renames } from '../steps/groups.ts'
import { runs } from '../steps/program.ts'
import { changes, readsList, saysInto } from '../steps/safety.ts'

given.anEngine({ hasStream: false })

const threeDays = 3 * 24 * 60 * 60_000

const TableName = () => process.env.TABLE_NAME

/** A group of three, whose rows are up to date. Nothing delivers the stream. */
const aGroup = async () => {
  const [ann, bob, cy] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  const { body } = await createsGroup(ann, 'Trip', [bob, cy])
  return { ann, bob, cy, uuid: String(body.uuid) }
}

const deletesRow = (userUuid: string, groupUuid: string) =>
  documents.send(new DeleteCommand({ TableName: TableName(), Key: membershipKey(userUuid, groupUuid) }))

const setsInRow = (userUuid: string, groupUuid: string, name: string, value: unknown) =>
  documents.send(
    new UpdateCommand({
      TableName: TableName(),
      Key: membershipKey(userUuid, groupUuid),
      UpdateExpression: `SET ${name} = :value`,
      ExpressionAttributeValues: { ':value': value },
    }),
  )

const faultsIn = async (groupUuid: string, { dryRun = false } = {}) =>
  (await rebuildGroup(groupUuid, { dryRun })).map(({ userUuid, what }) => [userUuid, what]).sort()

describe('rebuilding the rows of a named group', () => {
  test('finds nothing in a group that is up to date, and lists it once', async () => {
    const { uuid } = await aGroup()
    expect(await rebuildGroup(uuid)).toEqual([])
    const listed: string[] = []
    for await (const groupUuid of listGroupUuids()) listed.push(groupUuid)
    expect(listed.filter((groupUuid) => groupUuid === uuid)).toHaveLength(1)
  })

  test('repairs all rows after an event that updateInbox did not process', async () => {
    const { ann, bob, cy, uuid } = await aGroup()
    await renames(bob, uuid, 'Tour')
    expect(await faultsIn(uuid)).toEqual(
      [ann, bob, cy].map((person) => [person.uuid, expect.stringContaining(' → ')]).sort(),
    )
    for (const person of [ann, bob, cy])
      expect((await readsList(person))[0]).toMatchObject({
        title: 'Tour',
        last_message: { event: { type: 'renamed' } },
      })
    expect(await rebuildGroup(uuid)).toEqual([])
  })

  test('repairs a title although the last message is right', async () => {
    const { ann, uuid } = await aGroup()
    await setsInRow(ann.uuid, uuid, 'title', 'Another')
    expect(await faultsIn(uuid)).toEqual([[ann.uuid, 'title or members']])
    expect((await readsList(ann))[0]).toMatchObject({ title: 'Trip' })
  })

  test('gives a member back a row that is missing, in its list, with everything unread', async () => {
    const { bob, cy, uuid } = await aGroup()
    expect((await changes(cy, uuid, { is_archived: true })).body).toMatchObject({ state: 'archived' })
    await Promise.all([deletesRow(bob.uuid, uuid), deletesRow(cy.uuid, uuid)])
    expect(await faultsIn(uuid, { dryRun: true })).toEqual(
      [bob, cy].map((person) => [person.uuid, 'row was missing']).sort(),
    )
    expect(await getMembership(bob.uuid, uuid)).toBeUndefined()
    expect(await rebuildGroup(uuid)).toHaveLength(2)
    expect(await readsList(bob)).toMatchObject([
      { uuid, title: 'Trip', member_count: 3, last_read_uuid: null },
    ])
    expect(await readsList(cy, 'archived')).toMatchObject([{ uuid }])
    expect(await rebuildGroup(uuid)).toEqual([])
  })

  test('ends the access of somebody who is no member, and leaves the tombstones of those who have left', async () => {
    const { ann, bob, cy, uuid } = await aGroup()
    const row = await getMembership(bob.uuid, uuid)
    await removes(ann, uuid, bob)
    await removes(ann, uuid, cy)
    await rebuildGroup(uuid)
    for (const [name, value] of [
      ['message_group_uuid', uuid],
      ['joined_at', row?.joinedAt],
      ['last_message_at', row?.lastPlace],
      ['members_preview', []],
    ] as const)
      await setsInRow(bob.uuid, uuid, name, value)
    expect(await faultsIn(uuid)).toEqual([[bob.uuid, 'row of somebody who is no member']])
    expect(await getMembership(bob.uuid, uuid)).toBeUndefined()
    expect(await rebuildGroup(uuid)).toEqual([])
  })

  test('leaves a settled row as it is, and repairs one that lacks a message', async () => {
    const { ann, bob, uuid } = await aGroup()
    const settles = ({ uuid: userUuid }: { uuid: string }) =>
      listConversations(userUuid, { list: 'inbox', limit: 1, cursor: undefined, now: Date.now() + threeDays })
    const wasSettled = async ({ uuid: userUuid }: { uuid: string }) =>
      (await getMembership(userUuid, uuid))?.settled
    await saysInto(bob, 'Where to?', uuid)
    await settles(ann)
    expect(await wasSettled(ann)).toMatchObject({
      last: { preview: 'Where to?', sender: { uuid: bob.uuid } },
    })
    expect(await rebuildGroup(uuid)).toEqual([])
    await saysInto(bob, 'When?', uuid)
    expect(await faultsIn(uuid)).toEqual([[ann.uuid, 'last message or unread count']])
    expect(await wasSettled(ann)).toBeUndefined()
  })
})

describe('npm run ddb:rebuild-inbox', () => {
  test('repairs a group that is named by its uuid, although none of its rows is left', async () => {
    const { ann, bob, cy, uuid } = await aGroup()
    for (const person of [ann, bob, cy]) await deletesRow(person.uuid, uuid)
    const { code, stdout } = await runs('ddb:rebuild-inbox', uuid)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n').sort()).toEqual(
      [ann, bob, cy].map((person) => `repaired  group ${uuid}  user ${person.uuid}  row was missing`).sort(),
    )
  })
})
