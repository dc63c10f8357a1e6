import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { aKnownUser } from '../steps/knownUser.ts'
import { runs } from '../steps/program.ts'
import { live, opens } from '../steps/sockets.ts'

given.anEngine()
live()

describe('users:export', () => {
  test('prints what the table holds about a user, and nothing that others wrote', async () => {
    const { me, friend, other, texts, groupUuid } = await aKnownUser()
    await opens(me)
    const { code, stdout } = await runs('users:export', me.handle)
    const exported = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(exported.profile).toEqual({
      uuid: me.uuid,
      handle: me.handle,
      display_name: me.displayName,
      strangers: 'inbox',
      cognito_user_id: me.cognitoUserId,
    })
    expect(exported.conversations).toHaveLength(2)
    expect(exported.conversations).toContainEqual({
      message_group_uuid: groupUuid,
      with: { handle: friend.handle, display_name: friend.displayName },
      list: 'inbox',
      muted_until: null,
      is_marked_unread: false,
      read_up_to: expect.stringMatching(/Z$/),
      messages: [expect.objectContaining({ message: texts[0], handle: me.handle })],
    })
    expect(exported.connections).toEqual([expect.objectContaining({ expires_at: expect.any(String) })])
    expect(exported.limits).toEqual([
      expect.objectContaining({ sk: expect.stringMatching(/^start#/), hits: 1 }),
    ])
    expect(stdout).not.toContain('the answer of the friend')
    expect(stdout).toContain(other.handle)
  })

  test('prints a profile and empty lists for a new user', async () => {
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

test('users:export without a user is an error', async () => {
  const { code, stderr } = await runs('users:export')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Missing argument: <handle>/)])
})
