import { describe, expect, test } from '@jest/globals'
import { getMembership } from '../../../src/repository/memberships.ts'
import { aPicture, aSentPicture, looksAt, pictures, sends, tidiesUp } from '../../steps/attachments.ts'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, people } from '../../steps/groups.ts'
import {
  deletes,
  edits,
  linkOf,
  reacts,
  readsMessages,
  replies,
  unreacts,
} from '../../steps/messageChanges.ts'
import { isDelivered, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { tokenFor } from '../../steps/tokens.ts'
import { calls } from '../../steps/when.ts'

given.anEngine()
given.aWorkQueue()

type Message = { uuid: string; attachments?: { url: string }[] }

/** The pictures of these messages can be seen, with the URLs in them. */
const areSeen = async (messages: Message[], file: Buffer, count = 1) => {
  const urls = messages.flatMap(({ attachments = [] }) => attachments.map(({ url }) => url))
  expect(urls).toHaveLength(count)
  for (const url of urls) expect((await looksAt(url)).bytes).toEqual(file)
}

describe('pictures are on every page of messages', () => {
  test.each(['limit=2', 'before', 'after', 'around', 'since'])('by %s', async (relation) => {
    const { me, other, uuid, messageUuid, picture, said } = await aSentPicture()
    const { body: last } = await saysInto(me, 'last', uuid)
    const cursors: Record<string, string> = {
      before: last.uuid,
      after: messageUuid,
      around: said.uuid,
      since: messageUuid,
    }
    const query = cursors[relation] ? `${relation}=${cursors[relation]}` : relation
    const page: Message[] = await readsMessages(other, uuid, `?${query}`)
    await areSeen(page, picture.file)
  })

  test('by the link that brings what was changed', async () => {
    const { me, other, uuid, picture, said } = await aSentPicture()
    const since = linkOf(await calls('GET', `/api/messages/${uuid}`, { as: other }), 'since') ?? ''
    await edits(me, said, 'A caption')
    const { body } = await calls('GET', since, { as: other })
    const [changed] = body.filter(({ uuid }: Message) => uuid === said.uuid)
    expect(changed).toMatchObject({ message: 'A caption', revision: 1 })
    await areSeen([changed], picture.file)
  })

  test('and among the messages that a search finds, by their texts', async () => {
    const { other, uuid, picture, said } = await aSentPicture({
      message: 'Look at that cat',
      alt: 'A hidden word',
    })
    const searches = async (q: string) =>
      (await calls('GET', `/api/messages/${uuid}/search?q=${q}`, { as: other })).body
    const found = await searches('cat')
    expect(found).toMatchObject([{ uuid: said.uuid }])
    await areSeen(found, picture.file)
    expect(await searches('hidden')).toEqual([])
  })

  test('and in the answers to changes of the message', async () => {
    const { me, other, picture, said } = await aSentPicture()
    for (const { body } of [
      await edits(me, said, 'A caption'),
      await reacts(other, said, '👍'),
      await unreacts(other, said),
    ])
      await areSeen([body], picture.file)
  })
})

describe('a quote of a message', () => {
  test('says how many pictures that has, on the page and off it', async () => {
    const { me, other, uuid } = await given.aGroup()
    const three = await pictures(3, me, uuid)
    const { body: said } = await sends(me, uuid, three, { message: 'Three' })
    const { body: reply } = await replies(other, said, 'Nice')
    const quote = { uuid: said.uuid, message: 'Three', attachment_count: 3 }
    expect(reply.reply_to).toMatchObject(quote)
    for (const query of ['', '?limit=1'])
      expect((await readsMessages(me, uuid, query)).at(-1).reply_to).toMatchObject(quote)
    await deletes(me, said)
    const [after] = await readsMessages(me, uuid, '?limit=1')
    expect(after.reply_to.attachment_count).toBeUndefined()
  })

  test('without pictures says nothing of any', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    const { body } = await replies(other, { uuid: messageUuid, message_group_uuid: uuid }, 'hi')
    expect('attachment_count' in body.reply_to).toBe(false)
    expect('attachment_count' in (await opensGroup(me, uuid)).last_message).toBe(false)
  })
})

describe('the row of a conversation says how many pictures its last message has', () => {
  const rowOf = async (as: { token: string }, uuid: string) => {
    const rows = await readsList(as)
    return rows.find((row: Message) => row.uuid === uuid)
  }
  const shows = async (as: { token: string }, uuid: string, message: string, count: number | undefined) => {
    for (const row of [await rowOf(as, uuid), await opensGroup(as, uuid)])
      expect([row.message, row.last_message.attachment_count]).toEqual([message, count])
  }

  test('if it is quiet', async () => {
    const { me, other, uuid } = await aSentPicture()
    for (const as of [me, other]) await shows(as, uuid, '', 1)
  })

  test('if it is loud, also before and after the stream was handled', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    await sends(me, uuid, await pictures(2, me, uuid), { message: 'Look!' })
    await shows(other, uuid, 'Look!', 2)
    await isDelivered(uuid, 1)
    for (const as of [me, other]) await shows(as, uuid, 'Look!', 2)
  })

  test('if the row is settled, and after a deletion it says nothing of them', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    const { body: said } = await sends(me, uuid, await pictures(2, me, uuid))
    await isDelivered(uuid, 1)
    await at(Date.now() + 25 * 3_600_000, () => readsList({ token: tokenFor(other.cognitoUserId) }))
    expect((await getMembership(other.uuid, uuid))?.settled?.last.attachmentCount).toBe(2)
    await shows(other, uuid, '', 2)
    await deletes(me, said)
    await tidiesUp(uuid, 2)
    await shows(other, uuid, '', undefined)
  })

  test('in a named group, where it is shown with its sender', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    await sends(bob, uuid, await pictures(2, bob, uuid))
    await shows(ann, uuid, '', 2)
    expect((await rowOf(ann, uuid)).last_message).toMatchObject({ handle: bob.handle })
  })

  test('and no picture counts more than its message as unread', async () => {
    const { me, other, uuid } = await given.aGroup()
    await sends(me, uuid, await pictures(3, me, uuid))
    expect((await opensGroup(other, uuid)).unread_count).toBe(2)
  })
})

test('somebody who has joined later sees neither the pictures nor how many they are, also in quotes', async () => {
  const { ann, bob, uuid } = await aNamedGroup()
  const { body: said } = await sends(bob, uuid, [await aPicture(bob, uuid)])
  const [newcomer] = await people('Dee')
  await adds(ann, uuid, newcomer)
  await replies(ann, said, 'Nice')
  const messages: Message[] = await readsMessages(newcomer, uuid)
  expect(messages.flatMap(({ attachments = [] }) => attachments)).toEqual([])
  expect(messages.at(-1)).toMatchObject({ reply_to: { uuid: said.uuid, is_available: false } })
  expect(JSON.stringify(messages)).not.toContain('attachment_count')
})
