import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { live, opens } from '../steps/sockets.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
live()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const says = (as: Somebody, message: string, other: Somebody) =>
  calls('POST', '/api/messages', { as, body: { message, handle: other.handle } })

let known = 0

/** A user with two conversations, an open socket and a unique name. */
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

test('users:export of nobody is a sentence', async () => {
  const { code, stderr } = await runs('users:export')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/Whose data\?/)])
})
