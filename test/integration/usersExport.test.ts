import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { aKnownUser } from '../steps/knownUser.ts'
import { deletes, edits, reacts, readsMessages, replies } from '../steps/messageChanges.ts'
import { runs } from '../steps/program.ts'
import { saysInto } from '../steps/safety.ts'
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
      reactions: [],
    })
    expect(exported.connections).toEqual([expect.objectContaining({ expires_at: expect.any(String) })])
    expect(exported.limits).toEqual([
      expect.objectContaining({ sk: expect.stringMatching(/^start#/), hits: 1 }),
    ])
    expect(stdout).not.toContain('the answer of the friend')
    expect(stdout).toContain(other.handle)
  })

  test('prints what was done to their messages, and their own reactions to those of others', async () => {
    const { me, friend, groupUuid } = await aKnownUser()
    const [mine, theirs] = (await readsMessages(me, groupUuid)).map((message: object) => ({
      ...message,
      message_group_uuid: groupUuid,
    }))
    await edits(me, mine, 'corrected')
    await reacts(friend, mine, '❤️')
    await reacts(me, theirs, '👍')
    await reacts(friend, theirs, '🎉')
    await replies(me, theirs, 'my reply')
    const { body: taken } = await saysInto(me, 'taken back', groupUuid)
    await deletes(me, taken)
    const { stdout } = await runs('users:export', me.handle)
    const { conversations } = JSON.parse(stdout)
    const { messages, reactions } = conversations.find(
      ({ message_group_uuid }: { message_group_uuid: string }) => message_group_uuid === groupUuid,
    )
    expect(messages).toEqual([
      expect.objectContaining({
        message: 'corrected',
        edited_at: expect.any(String),
        reactions: [{ emoji: '❤️', user_uuids: [friend.uuid] }],
      }),
      expect.objectContaining({ message: 'my reply', reply_to: { uuid: theirs.uuid } }),
      expect.objectContaining({ message: '', deleted_at: expect.any(String) }),
    ])
    expect(reactions).toEqual([{ message_uuid: theirs.uuid, emoji: '👍' }])
    for (const text of [theirs.message, 'taken back', '🎉']) expect(stdout).not.toContain(text)
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
