import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { documents } from '../../src/repository/client.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { eraseFromGroup } from '../../src/repository/person.ts'
import { getUserByCognitoId } from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { live, opens } from '../steps/sockets.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
live()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const says = (as: Somebody, message: string, other: Somebody) =>
  calls('POST', '/api/messages', { as, body: { message, handle: other.handle } })

let known = 0

/** Somebody with two conversations, an open socket, and a name that nobody else has. */
const somebodyKnown = async () => {
  known += 1
  const [me, one, other] = await Promise.all([
    given.aUser({ displayName: `Zbigniew Unmistakable the ${known}.` }),
    given.aUser(),
    given.aUser(),
  ])
  const { body: first } = await says(me, `unmistakably mine ${known}`, one)
  await says(one, 'the answer of one', me)
  await says(other, 'from the other', me)
  await says(me, `mine again ${known}`, other)
  await opens(me)
  const texts = [`unmistakably mine ${known}`, `mine again ${known}`] as const
  return { me, one, other, texts, groupUuid: String(first.message_group_uuid) }
}

const everythingInTable = async () => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: process.env.TABLE_NAME }))
  return Items
}

const reads = async (as: Somebody, groupUuid: string) =>
  (await calls('GET', `/api/messages/${groupUuid}`, { as })).body

describe('users:export', () => {
  test('prints what the table holds about somebody, and nothing that others wrote', async () => {
    const { me, one, other, texts, groupUuid } = await somebodyKnown()
    const { code, stdout } = await runs('users:export', me.handle)
    const exported = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(exported.profile).toEqual({
      uuid: me.uuid,
      handle: me.handle,
      display_name: me.displayName,
      cognito_user_id: me.cognitoUserId,
    })
    expect(exported.conversations).toHaveLength(2)
    expect(exported.conversations).toContainEqual({
      message_group_uuid: groupUuid,
      with: { handle: one.handle, display_name: one.displayName },
      read_up_to: expect.stringMatching(/Z$/),
      messages: [expect.objectContaining({ message: texts[0], handle: me.handle })],
    })
    expect(exported.connections).toEqual([expect.objectContaining({ expires_at: expect.any(String) })])
    expect(exported.limits).toEqual([
      expect.objectContaining({ sk: expect.stringMatching(/^start#/), hits: 1 }),
    ])
    expect(stdout).not.toContain('the answer of one')
    expect(stdout).toContain(other.handle)
  })

  test('of somebody who has done nothing yet is a profile and empty lists', async () => {
    const { handle } = await given.aUser()
    const { stdout } = await runs('users:export', handle)
    expect(JSON.parse(stdout)).toMatchObject({
      profile: { handle },
      conversations: [],
      connections: [],
      limits: [],
    })
  })
})

describe('users:erase', () => {
  test('leaves nothing of somebody, and to the others their conversations', async () => {
    const { me, one, texts, groupUuid } = await somebodyKnown()
    const before = await reads(one, groupUuid)
    const { code, stdout } = await runs('users:erase', me.handle)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { erased: me.uuid, conversations: 2, messages: 2, connections: 1 },
    ])

    const nobody = {
      user_uuid: '00000000-0000-0000-0000-000000000000',
      handle: '[deleted]',
      display_name: 'Deleted user',
    }
    expect(await reads(one, groupUuid)).toEqual([
      { ...before[0], ...nobody, message: '[deleted]' },
      before[1],
    ])
    const { body: inbox } = await calls('GET', '/api/message_groups', { as: one })
    expect(inbox).toEqual([
      expect.objectContaining({ uuid: groupUuid, handle: '[deleted]', display_name: 'Deleted user' }),
    ])

    const left = JSON.stringify(await everythingInTable())
    for (const trace of [me.handle, me.displayName, me.cognitoUserId, ...texts]) {
      expect(left).not.toContain(trace)
    }
    then.isRefused(await calls('GET', `/api/users/@${me.handle}/short`), 404, 'user_not_found')
    expect(await getUserByCognitoId(me.cognitoUserId)).toBeUndefined()
    const sent = await calls('POST', '/api/messages', {
      as: one,
      body: { message: 'still mine', message_group_uuid: groupUuid },
    })
    expect(sent.status).toBe(200)
  })

  test('that was interrupted is done again, to the same end', async () => {
    const { me, one, groupUuid } = await somebodyKnown()
    const membership = await getMembership(me.uuid, groupUuid)
    if (!membership) throw new Error('there is no membership')
    await eraseFromGroup(membership)
    const { stdout } = await runs('users:erase', me.handle)
    expect(JSON.parse(stdout)).toMatchObject({ conversations: 1, messages: 1 })
    expect(JSON.stringify(await everythingInTable())).not.toContain(me.handle)
    expect((await reads(one, groupUuid)).map(({ message }: { message: string }) => message)).toEqual([
      '[deleted]',
      'the answer of one',
    ])
    const again = await runs('users:erase', me.handle)
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('Nobody in')])
  })

  test('frees the handle, and whoever takes it has nothing of the one before', async () => {
    const { me, one } = await somebodyKnown()
    await runs('users:erase', me.handle)
    const next = await given.aUser({ handle: me.handle })
    expect(next.handle).toBe(me.handle)
    expect((await calls('GET', '/api/message_groups', { as: next })).body).toEqual([])
    const { body } = await says(one, 'hello, whoever you are', next)
    expect(await reads(next, body.message_group_uuid)).toHaveLength(1)
  })
})

test.each([
  ['users:export', /Whose data\?/],
  ['users:erase', /Whom\?/],
])('%s of nobody is a sentence', async (command, words) => {
  const { code, stderr } = await runs(command)
  expect([code, stderr]).toEqual([1, expect.stringMatching(words)])
})
