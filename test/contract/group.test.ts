import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

type Group = Awaited<ReturnType<typeof given.aGroup>>

const opens = async (as: { token: string }, { uuid }: Group) =>
  (await calls('GET', `/api/message_groups/${uuid}`, { as })).body

test('a conversation shows the other person, the unread count, and how far the other person has read', async () => {
  const group = await given.aGroup('First word')
  const { me, other, uuid, messageUuid } = group
  const {
    body: [message],
  } = await calls('GET', `/api/messages/${uuid}`, { as: me })
  const shared = { uuid, message: 'First word', created_at: message.created_at }
  const theFirst = { message_uuid: messageUuid, created_at: message.created_at }

  then.isAnswered(await calls('GET', `/api/message_groups/${uuid}`, { as: me }), {
    ...shared,
    kind: 'direct',
    state: 'inbox',
    user_uuid: other.uuid,
    muted_until: null,
    is_marked_unread: false,
    handle: other.handle,
    display_name: other.displayName,
    last_message: {
      uuid: messageUuid,
      user_uuid: me.uuid,
      handle: me.handle,
      display_name: me.displayName,
      revision: 0,
    },
    last_read_uuid: messageUuid,
    unread_count: 0,
    revision: expect.any(Number),
    seen: null,
  })
  expect(await opens(other, group)).toMatchObject({ handle: me.handle, unread_count: 1, seen: theFirst })

  await calls('PUT', `/api/message_groups/${uuid}/read`, { as: other, body: { message_uuid: messageUuid } })
  expect(await opens(other, group)).toMatchObject({ unread_count: 0 })
  expect(await opens(me, group)).toMatchObject({ seen: theFirst })
})

test('its uuid is accepted in upper case', async () => {
  const { me, uuid } = await given.aGroup()
  expect((await calls('GET', `/api/message_groups/${uuid.toUpperCase()}`, { as: me })).body).toMatchObject({
    uuid,
  })
})
