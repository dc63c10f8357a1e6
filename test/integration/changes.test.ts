import { describe, expect, test } from '@jest/globals'
import { v4 as uuidv4 } from 'uuid'
import { moveMessage, type OriginalMessage } from '../../src/repository/admin/originalLayout.ts'
import { messageKey } from '../../src/repository/keys.ts'
import { at } from '../steps/clock.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import {
  aGroupWithMessage,
  deletes,
  edits,
  keyAt,
  reacts,
  readsMessages,
  replies,
  unreacts,
} from '../steps/messageChanges.ts'
import { blocks, says, saysInto } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { itemsWith, putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
live()

const hours = 60 * 60_000

const isChangedTo = (answer: Awaited<ReturnType<typeof edits>>, message: object) => {
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(message)])
}

describe('an edited message', () => {
  test('has the new text for both, keeps its place, and says when it was edited', async () => {
    const { me, other, uuid, said } = await aGroupWithMessage('Helo')
    const { message_group_uuid, ...before } = said
    const { body: edited } = await edits(me, said, 'Hello')
    expect(edited).toEqual({ ...before, message: 'Hello', revision: 1, edited_at: expect.any(String) })
    const { body: again } = await edits(me, said, 'Hello!')
    expect([again.message, again.revision]).toEqual(['Hello!', 2])
    for (const as of [me, other]) expect((await readsMessages(as, uuid)).at(-1)).toEqual(again)
  })

  test('with the text that it has stays the same', async () => {
    const { me, said } = await aGroupWithMessage('Hello')
    const { body } = await edits(me, said, 'Hello')
    expect(body).not.toHaveProperty('edited_at')
    expect(body.revision).toBe(0)
  })

  test('can be edited for 24 hours, and a retry is answered after that', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const now = Date.now()
    const { groupUuid, messages } = await aConversation(me, other, [
      { at: new Date(now - 24 * hours - 1000).toISOString(), text: 'too old' },
      { at: new Date(now - 24 * hours + 2 * 60_000).toISOString(), text: 'young enough' },
    ])
    const [old, young] = messages.map(({ uuid }) => ({ uuid, message_group_uuid: groupUuid }))
    if (!old || !young) throw new Error('no messages')
    then.isRefused(await edits(me, old, 'changed'), 422, 'message_too_old')
    const key = keyAt(now)
    isChangedTo(await edits(me, young, 'changed', key), { message: 'changed' })
    await at(now + 4 * 60_000, async () => {
      isChangedTo(await edits(me, young, 'changed', key), { message: 'changed', revision: 1 })
      then.isRefused(await edits(me, young, 'changed again'), 422, 'message_too_old')
    })
  })

  test('is not overwritten by a late retry', async () => {
    const { me, said } = await aGroupWithMessage('one')
    const [first, second] = [keyAt(Date.now() - 2000), keyAt(Date.now() - 1000)]
    isChangedTo(await edits(me, said, 'two', first), { message: 'two', revision: 1 })
    isChangedTo(await edits(me, said, 'two', first), { message: 'two', revision: 1 })
    isChangedTo(await edits(me, said, 'three', second), { message: 'three', revision: 2 })
    isChangedTo(await edits(me, said, 'two', first), { message: 'three', revision: 2 })
    then.isRefused(await edits(me, said, 'four', second), 409, 'idempotency_key_reused')
    then.isRefused(await edits(me, said, 'four', uuidv4()), 400, 'idempotency_key_invalid')
  })

  test('is not overwritten by a late edit if a newer one has restored the text', async () => {
    const { me, said } = await aGroupWithMessage('one')
    const [first, second] = [keyAt(Date.now() - 2000), keyAt(Date.now() - 1000)]
    isChangedTo(await edits(me, said, 'one', second), { message: 'one' })
    isChangedTo(await edits(me, said, 'two', first), { message: 'one' })
  })

  test('can be edited without a key after an edit whose key is ahead of the clock', async () => {
    const { me, said } = await aGroupWithMessage('one')
    const ahead = Date.now() + 4 * 60_000
    const { body } = await edits(me, said, 'two', keyAt(ahead))
    expect(Date.parse(body.edited_at)).toBeGreaterThanOrEqual(ahead)
    isChangedTo(await edits(me, said, 'three'), { message: 'three' })
    const next = keyAt(Date.parse(body.edited_at) + 2)
    isChangedTo(await edits(me, said, 'four', next), { message: 'four' })
  })

  test.each([
    ['message_blank', { message: ' \n' }],
    ['message_blank', {}],
    ['message_not_text', { message: 7 }],
    ['message_exceed_max_chars_1024', { message: 'x'.repeat(1025) }],
  ])('has a valid text: %s', async (code, body) => {
    const { me, said } = await aGroupWithMessage('one')
    const target = `/api/messages/${said.message_group_uuid}/${said.uuid}`
    then.isRefused(await calls('PATCH', target, { as: me, body }), 422, code)
  })
})

describe('a deleted message', () => {
  test('keeps its place without text, reactions and quote, and its text is nowhere', async () => {
    const group = await given.aGroup('What is it?')
    const { me, other, uuid, messageUuid } = group
    const first = { uuid: messageUuid, message_group_uuid: uuid }
    const { body: said } = await replies(me, first, 'My password is 8xyzzy8')
    await edits(me, said, 'My password is 9xyzzy9')
    await reacts(other, said, '😮')
    await replies(other, said, 'You should not say that')
    const { body: deleted } = await deletes(me, said)
    expect(deleted).toEqual({
      uuid: said.uuid,
      user_uuid: me.uuid,
      display_name: me.displayName,
      handle: me.handle,
      message: '',
      created_at: said.created_at,
      revision: 3,
      deleted_at: expect.any(String),
    })
    expect(await itemsWith('xyzzy')).toEqual([])
    expect(await itemsWith('😮')).toEqual([])
    const [, found, reply] = await readsMessages(other, uuid)
    expect([found, reply.reply_to]).toEqual([
      deleted,
      expect.objectContaining({ uuid: said.uuid, message: '', deleted_at: deleted.deleted_at }),
    ])
    isChangedTo(await deletes(me, said), deleted)
  })

  test('can neither be edited nor get reactions, and a retry is answered with it as it is', async () => {
    const group = await given.aGroup()
    const { me, other, uuid } = group
    const [sendKey, editKey] = [keyAt(Date.now()), keyAt(Date.now() + 1000)]
    const send = () =>
      calls('POST', '/api/messages', {
        as: me,
        headers: { 'idempotency-key': sendKey },
        body: { message: 'one', message_group_uuid: uuid },
      })
    const { body: said } = await send()
    await edits(me, said, 'two', editKey)
    isChangedTo(await send(), { uuid: sendKey, message: 'two', revision: 1 })
    const { body: deleted } = await deletes(me, said)
    isChangedTo(await send(), { ...deleted, message_group_uuid: uuid })
    isChangedTo(await edits(me, said, 'two', editKey), deleted)
    then.isRefused(await edits(me, said, 'three', keyAt(Date.now() + 2000)), 422, 'message_deleted')
    then.isRefused(await edits(me, said, 'three'), 422, 'message_deleted')
    then.isRefused(await reacts(other, said, '👍'), 422, 'message_deleted')
    isChangedTo(await unreacts(other, said), deleted)
    expect((await replies(other, said, 'Why?')).status).toBe(200)
  })

  test('can be old, and of the original layout', async () => {
    const { me, other, uuid } = await given.aGroup()
    const said = { uuid: uuidv4(), message_group_uuid: uuid }
    const time = new Date(Date.now() - 300 * 24 * hours).toISOString()
    const names = { user_uuid: me.uuid, user_display_name: 'Me', user_handle: me.handle }
    const item = { ...messageKey(uuid, time), message_uuid: said.uuid, message: 'long ago', ...names }
    await putItems([item])
    isChangedTo(await reacts(other, said, '👍'), { reactions: [{ emoji: '👍', user_uuids: [other.uuid] }] })
    isChangedTo(await deletes(me, said), { message: '', created_at: time })
  })
})

describe('a message that was migrated', () => {
  test('can be changed and replied to, however many are newer', async () => {
    const { me, other, uuid } = await given.aGroup()
    const memberUuids = [me.uuid, other.uuid]
    const original = (index: number): OriginalMessage => ({
      pk: `MSG#${uuid}`,
      sk: new Date(Date.UTC(2023, 0, 1, 0, 0, index)).toISOString(),
      message_uuid: uuidv4(),
      message: `line ${index}`,
      user_uuid: me.uuid,
      user_display_name: me.displayName,
      user_handle: me.handle,
    })
    const [first, ...newer] = Array.from({ length: 240 }, (_, index) => original(index))
    if (!first) throw new Error('no message')
    await Promise.all([first, ...newer].map((message) => moveMessage(message, uuid, memberUuids)))
    const said = { uuid: first.message_uuid, message_group_uuid: uuid }
    isChangedTo(await reacts(other, said, '👍'), { message: 'line 0', revision: 1 })
    expect((await replies(other, said, 'long ago')).body.reply_to.message).toBe('line 0')
    isChangedTo(await deletes(me, said), { message: '', revision: 2 })
    expect((await readsMessages(other, uuid, `?around=${said.uuid}&limit=1`))[0].uuid).toBe(said.uuid)
    expect(await moveMessage(first, uuid, memberUuids)).toBe(false)
    expect(await itemsWith('"line 0"')).toEqual([])
  })
})

describe('a change', () => {
  test.each([
    ['an unknown message', () => keyAt(Date.now())],
    ['something that is no uuid', () => 'x'],
  ])('of %s is 404', async (_, uuidOf) => {
    const { me, uuid: message_group_uuid } = await given.aGroup()
    const said = { uuid: uuidOf(), message_group_uuid }
    const answers = [edits(me, said, 'x'), deletes(me, said), reacts(me, said, '👍'), unreacts(me, said)]
    for (const answer of await Promise.all(answers)) then.isRefused(answer, 404, 'message_not_found')
  })

  test('of a message of another conversation is 404', async () => {
    const { me, said } = await aGroupWithMessage()
    const { body: elsewhere } = await says(me, 'Hi', await given.aUser())
    const { message_group_uuid } = elsewhere
    then.isRefused(await deletes(me, { ...said, message_group_uuid }), 404, 'message_not_found')
  })

  test('is refused if somebody else wrote the message', async () => {
    const { other, said } = await aGroupWithMessage()
    then.isRefused(await edits(other, said, 'changed'), 403, 'not_the_author')
    then.isRefused(await deletes(other, said), 403, 'not_the_author')
  })

  test('is refused while one of the two blocks the other, except for deletions and the removal of reactions', async () => {
    const { me, other, uuid, said } = await aGroupWithMessage()
    const { body: reply } = await saysInto(other, 'A reply', uuid)
    await Promise.all([reacts(me, reply, '👍'), reacts(other, said, '👍')])
    await blocks(other, me)
    then.isRefused(await edits(me, said, 'changed'), 403, 'recipient_unavailable')
    then.isRefused(await reacts(me, reply, '❤️'), 403, 'recipient_unavailable')
    then.isRefused(await edits(other, reply, 'changed'), 403, 'recipient_blocked')
    then.isRefused(await reacts(other, said, '❤️'), 403, 'recipient_blocked')
    isChangedTo(await unreacts(me, reply), { revision: 2 })
    isChangedTo(await unreacts(other, said), { revision: 2 })
    isChangedTo(await deletes(me, said), { message: '' })
    isChangedTo(await deletes(other, reply), { message: '' })
  })

  test('reaches the sockets of both, the same for each', async () => {
    const { me, other, uuid, said } = await aGroupWithMessage('one')
    const sockets = await Promise.all([opens(me), opens(other)])
    const { body: reply } = await replies(other, said, 'two')
    const frames = [
      (await edits(me, said, 'three')).body,
      (await reacts(other, said, '👍')).body,
      { ...(await edits(other, reply, 'four')).body, reply_to: { uuid: said.uuid } },
      (await deletes(me, said)).body,
    ].map((message) => ({ type: 'changed', message_group_uuid: uuid, message }))
    for (const socket of sockets) for (const frame of frames) await socket.receives(frame)
  })
})
