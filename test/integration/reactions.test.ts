import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { reacts, readsMessages, unreacts } from '../steps/messageChanges.ts'
import { readsList, saysInto } from '../steps/safety.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

const aSaidMessage = async () => {
  const group = await given.aGroup()
  return { ...group, said: { uuid: group.messageUuid, message_group_uuid: group.uuid } }
}

describe('reactions', () => {
  test('are one emoji for each person, which can be changed and removed', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const reactions = async () => (await readsMessages(me, uuid))[0].reactions
    await reacts(other, said, '👍')
    expect(await reactions()).toEqual([{ emoji: '👍', user_uuids: [other.uuid] }])
    await reacts(me, said, '👍')
    expect(await reactions()).toEqual([{ emoji: '👍', user_uuids: [me.uuid, other.uuid].sort() }])
    const { body } = await reacts(other, said, '🎉')
    expect(body.reactions).toEqual(await reactions())
    expect(
      new Map(body.reactions.map((one: Record<string, unknown>) => [one.emoji, one.user_uuids])),
    ).toEqual(
      new Map([
        ['👍', [me.uuid]],
        ['🎉', [other.uuid]],
      ]),
    )
    for (const as of [me, other]) await unreacts(as, said)
    expect(await reactions()).toBeUndefined()
  })

  test('that are repeated change nothing', async () => {
    const { other, said } = await aSaidMessage()
    for (const _ of ['new', 'again']) expect((await reacts(other, said, '❤️')).body.revision).toBe(1)
    for (const _ of ['removed', 'again']) expect((await unreacts(other, said)).body.revision).toBe(2)
  })

  test('at once are all stored', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    await Promise.all([reacts(me, said, '👍'), reacts(other, said, '❤️')])
    await Promise.all([reacts(me, said, '😂'), reacts(other, said, '😮')])
    const [{ reactions, revision }] = await readsMessages(me, uuid)
    expect(reactions).toHaveLength(2)
    expect(reactions).toEqual(
      expect.arrayContaining([
        { emoji: '😂', user_uuids: [me.uuid] },
        { emoji: '😮', user_uuids: [other.uuid] },
      ]),
    )
    expect(revision).toBe(4)
  })

  test.each([
    ['❤', '❤️'],
    ['👍️', '👍'],
    ['1⃣', '1️⃣'],
    ['🏳‍🌈', '🏳️‍🌈'],
    ['👩🏽‍🚀', '👩🏽‍🚀'],
    ['☝🏽', '☝🏽'],
    ['🇦🇹', '🇦🇹'],
  ])('are spelt as usual: %s', async (emoji, stored) => {
    const { other, said } = await aSaidMessage()
    expect((await reacts(other, said, emoji)).body.reactions[0].emoji).toBe(stored)
  })

  test.each(['', 'ab', '1', '👍👍', '👍 ', ' ', '\u{fe0f}', 'x'.repeat(5000), '\ud83d', 7, null, undefined])(
    'cannot be %j',
    async (emoji) => {
      const { other, said } = await aSaidMessage()
      const target = `/api/messages/${said.message_group_uuid}/${said.uuid}/reaction`
      then.isRefused(await calls('PUT', target, { as: other, body: { emoji } }), 422, 'emoji_invalid')
    },
  )

  test('reorder no list, and change no row', async () => {
    const { me, other, said } = await aSaidMessage()
    const next = await given.aUser()
    const { body: newer } = await calls('POST', '/api/messages', {
      as: me,
      body: { message: 'newer', handle: next.handle },
    })
    await saysInto(next, 'newest', newer.message_group_uuid)
    const shown = async () =>
      (await readsList(me)).map(({ uuid, message, unread_count, revision }: Record<string, unknown>) => [
        uuid,
        message,
        unread_count,
        revision,
      ])
    const before = await shown()
    await reacts(other, said, '👍')
    await reacts(me, said, '👍')
    expect(await shown()).toEqual(before)
  })
})
