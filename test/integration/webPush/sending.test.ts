import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { aPicture, sends } from '../../steps/attachments.ts'
import { at } from '../../steps/clock.ts'
import { aConnectionOf } from '../../steps/connections.ts'
import { erases } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, removes } from '../../steps/groups.ts'
import { deletes, edits } from '../../steps/messageChanges.ts'
import { aBrowserOf, aPushService, deliversPush, registers, unregisters } from '../../steps/pushes.ts'
import type { Browser } from '../../steps/pushService.ts'
import { admits, blocks, changes, marksRead, saysInto, says as saysTo } from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
import { itemsIn } from '../../steps/table.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()
aPushService()

type Somebody = Awaited<ReturnType<typeof given.aUser>>
type Said = { uuid: string; message_group_uuid: string; created_at: string }

/** Delivers what pushMessage has queued for a message. */
const isPushed = async (said: Said, ...users: Somebody[]) => {
  const messages = await itemsIn(`MSG#${said.message_group_uuid}`)
  const place = messages.find(({ message_uuid }) => message_uuid === said.uuid)?.sk
  const user_uuids = users.map(({ uuid }) => uuid)
  await deliversPush(JSON.stringify({ group_uuid: said.message_group_uuid, place, user_uuids }))
}

const says = async (as: Somebody, groupUuid: string, text = 'Hello again!'): Promise<Said> =>
  (await saysInto(as, text, groupUuid)).body

/** A conversation of two in which the recipient has answered, with a new message to the recipient, who has a browser. */
const aMessage = async (text?: string) => {
  const { me, other, uuid } = await given.aGroup()
  await says(other, uuid, 'Hello!')
  const browser = await aBrowserOf(other)
  return { me, other, uuid, browser, said: await says(me, uuid, text) }
}

/** A message of Ann in a named group, whose member Bob has a browser. */
const aMessageInAGroup = async () => {
  const group = await aNamedGroup()
  const browser = await aBrowserOf(group.bob)
  return { ...group, browser, said: await says(group.ann, group.uuid) }
}

type AMessage = Awaited<ReturnType<typeof aMessage>>
type AMessageInAGroup = Awaited<ReturnType<typeof aMessageInAGroup>>

const payloadsOf = ({ pushes }: Browser) => pushes.map(({ payload }) => payload)

describe('a push', () => {
  test('says who wrote what, and is encrypted and signed for the push service', async () => {
    const { me, other, uuid, browser, said } = await aMessage()
    await isPushed(said, other)
    expect(browser.pushes).toEqual([
      {
        ttl: 120,
        urgency: 'high',
        topic: createHash('sha256').update(uuid).digest('base64url').slice(0, 32),
        bytes: expect.any(Number),
        payload: {
          type: 'message',
          message_group_uuid: uuid,
          message: {
            uuid: said.uuid,
            created_at: said.created_at,
            user_uuid: me.uuid,
            user_display_name: me.displayName,
            message: 'Hello again!',
          },
        },
      },
    ])
  })

  test('goes to all browsers of the person, each as it was registered', async () => {
    const { other, browser, said } = await aMessage()
    const discreet = await aBrowserOf(other, { shows_text: false })
    await isPushed(said, other)
    expect(payloadsOf(browser)).toEqual([
      expect.objectContaining({ message: expect.objectContaining({ message: 'Hello again!' }) }),
    ])
    expect(payloadsOf(discreet)).toEqual([
      expect.objectContaining({ message: expect.not.objectContaining({ message: expect.anything() }) }),
    ])
  })

  test('has the title of a named group, and goes to all of its members who are listed', async () => {
    const { bob, cy, browser, said } = await aMessageInAGroup()
    const ofCy = await aBrowserOf(cy)
    await isPushed(said, bob, cy)
    for (const one of [browser, ofCy])
      expect(payloadsOf(one)).toEqual([expect.objectContaining({ title: 'Trip' })])
  })

  test('says how many pictures there are', async () => {
    const { me, other, uuid, browser } = await aMessage()
    const pictures = [await aPicture(me, uuid), await aPicture(me, uuid)]
    await isPushed((await sends(me, uuid, pictures)).body, other)
    expect(payloadsOf(browser)).toEqual([
      expect.objectContaining({ message: expect.objectContaining({ message: '', attachment_count: 2 }) }),
    ])
  })

  test.each([
    ['emoji', '🚀'.repeat(1024)],
    ['control characters', `a${'\u0001'.repeat(1023)}`],
    ['characters with escapes', '"'.repeat(1024)],
  ])('is not too large for a push service with 1,024 %s', async (_, text) => {
    const { other, browser, said } = await aMessage(text)
    await isPushed(said, other)
    expect(payloadsOf(browser)).toEqual([
      expect.objectContaining({
        message: expect.objectContaining({ message: [...text].slice(0, 200).join('') }),
      }),
    ])
  })

  test('shows an edited message as it is now', async () => {
    const { me, other, browser, said } = await aMessage()
    await edits(me, said, 'Hello, corrected!')
    await isPushed(said, other)
    expect(payloadsOf(browser)).toEqual([
      expect.objectContaining({ message: expect.objectContaining({ message: 'Hello, corrected!' }) }),
    ])
  })

  test.each<[string, (message: AMessage) => Promise<unknown>]>([
    ['the conversation was archived', ({ other, uuid }) => changes(other, uuid, { is_archived: true })],
    [
      'nobody looks at the client with the open socket',
      ({ other }) => aConnectionOf(other, { isAway: true }),
    ],
    [
      'the socket that is stored has an expired token',
      ({ other }) => aConnectionOf(other, { expiresAtSeconds: Math.floor(Date.now() / 1000) - 1 }),
    ],
    [
      'the conversation was muted until now',
      ({ other, uuid }) => changes(other, uuid, { muted_until: new Date().toISOString() }),
    ],
  ])('is sent if %s', async (_, happens) => {
    const message = await aMessage()
    await happens(message)
    await isPushed(message.said, message.other)
    expect(message.browser.pushes).toHaveLength(1)
  })
})

describe('nothing is sent to a person', () => {
  test.each<[string, (message: AMessage) => Promise<unknown>]>([
    ['has read the message', ({ other, uuid, said }) => marksRead(other, uuid, said.uuid)],
    [
      'has muted the conversation',
      ({ other, uuid }) => changes(other, uuid, { muted_until: '9999-12-31T23:59:59.999Z' }),
    ],
    ['has blocked the sender', ({ me, other }) => blocks(other, me)],
    ['was suspended', ({ other }) => suspends(other)],
    ['was erased', ({ other }) => erases(other)],
    ['has opened a socket', ({ other }) => aConnectionOf(other)],
    ['has unregistered the browser', ({ other, browser }) => unregisters(other, browser.uuid)],
    [
      'has not renewed the registration',
      ({ other, browser }) => at(Date.now() - 31 * 24 * 60 * 60_000, () => registers(other, browser)),
    ],
    ['got a message that was deleted', ({ me, said }) => deletes(me, said)],
    [
      'has signed in on the browser with another account',
      async ({ browser }) => registers(await given.aUser(), browser),
    ],
  ])('who %s meanwhile', async (_, happens) => {
    const message = await aMessage()
    await happens(message)
    await isPushed(message.said, message.other)
    expect(payloadsOf(message.browser)).toEqual([])
  })

  test.each(['pending', 'declined'])(
    'who has to answer a request, or has declined it: %s',
    async (request) => {
      const [me, other] = [await given.aUser(), await given.aUser()]
      await admits(other, 'requests')
      const browser = await aBrowserOf(other)
      const { body: said } = await saysTo(me, 'Hello, stranger!', other)
      if (request === 'declined') await changes(other, said.message_group_uuid, { request })
      await isPushed(said, other)
      expect(payloadsOf(browser)).toEqual([])
    },
  )

  test.each<[string, (message: AMessageInAGroup) => Promise<unknown>]>([
    ['has left the group', ({ bob, uuid }) => removes(bob, uuid, bob)],
    ['was removed from the group', ({ ann, bob, uuid }) => removes(ann, uuid, bob)],
    [
      'was removed and has joined again',
      async ({ ann, bob, uuid }) => {
        await removes(ann, uuid, bob)
        await adds(ann, uuid, bob)
      },
    ],
    ['has blocked its author', ({ ann, bob }) => blocks(bob, ann)],
    ['was suspended', ({ bob }) => suspends(bob)],
  ])('who %s meanwhile', async (_, happens) => {
    const message = await aMessageInAGroup()
    await happens(message)
    await isPushed(message.said, message.bob)
    expect(payloadsOf(message.browser)).toEqual([])
  })

  test('of whom the message is', async () => {
    const { me, said } = await aMessage()
    const browser = await aBrowserOf(me)
    await isPushed(said, me)
    expect(payloadsOf(browser)).toEqual([])
  })

  test('for a message that is not there', async () => {
    const { other, browser, said } = await aMessage()
    const place = `${said.created_at}#01a00000-0000-7000-8000-000000000000`
    await deliversPush(
      JSON.stringify({ group_uuid: said.message_group_uuid, place, user_uuids: [other.uuid] }),
    )
    expect(payloadsOf(browser)).toEqual([])
  })
})
