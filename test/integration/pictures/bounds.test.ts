import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { Attachment } from '../../../src/domain/attachment.ts'
import { groupUuidOf } from '../../../src/domain/group.ts'
import type { Message } from '../../../src/domain/message.ts'
import { placeOf } from '../../../src/domain/place.ts'
import { messageItem } from '../../../src/repository/messages.ts'
import * as given from '../../steps/given.ts'
import { linkOf, readsMessages } from '../../steps/messageChanges.ts'
import { readsList } from '../../steps/safety.ts'
import { putManyItems } from '../../steps/table.ts'
import { type Answer, calls } from '../../steps/when.ts'
import { meter } from '../../steps/wire.ts'

given.anEngine({ hasStream: false })

/** What Lambda allows a function to answer, in which the body is a JSON string within JSON. */
const maxResponseBytes = 6 * 1024 * 1024

/** The longest session tokens that Lambda has were below this. One is in each URL. */
const tokenBytes = 1500

const anAttachment = (alt: string): Attachment => ({
  uuid: uuidv7(),
  copy: '0123456789abcdef',
  contentType: 'image/jpeg',
  bytes: 10 * 1024 * 1024,
  width: 10_000,
  height: 10_000,
  alt,
})

/** A conversation in which somebody has sent as much as one can, again and again. */
const theLargest = async (character: string, count = 101) => {
  const { me, other, uuid: groupUuid } = await given.aGroup()
  expect(groupUuid).toBe(groupUuidOf(me.uuid, other.uuid))
  const start = Date.now() - 3_600_000
  const items = Array.from({ length: count }, (_, index) => {
    const uuid = uuidv7({ msecs: start + index })
    const message: Message = {
      uuid,
      groupUuid,
      place: placeOf(start + index, uuid),
      text: character.repeat(1024),
      sender: me,
      memberUuids: [me.uuid, other.uuid],
      isQuiet: true,
      attachments: Array.from({ length: 10 }, () => anAttachment(character.repeat(250))),
    }
    return messageItem(message)
  })
  await putManyItems(items)
  return { me, other, uuid: groupUuid }
}

describe.each([
  ['emoji', '🐈'],
  ['control characters, which JSON escapes twice', '\u0001'],
  ['quotation marks', '"'],
])('with texts of %s', (_, character) => {
  test('a page of a hundred messages with ten pictures each fits into a response', async () => {
    const { me, uuid } = await theLargest(character)
    const { status, text, body } = await calls('GET', `/api/messages/${uuid}?limit=100`, { as: me })
    expect(status).toBe(200)
    const attachments = body.flatMap(({ attachments = [] }) => attachments)
    expect(attachments.length).toBeGreaterThan(500)
    const bytes = Buffer.byteLength(JSON.stringify(text)) + attachments.length * tokenBytes
    expect(bytes).toBeLessThan(maxResponseBytes)
  })
})

describe('in a conversation of the largest messages', () => {
  test('pages bring each message once, and each page is bounded in calls and units', async () => {
    const { me, uuid } = await theLargest('🐈', 150)
    const seen: string[] = []
    for (let target: string | undefined = `/api/messages/${uuid}?limit=100`; target; ) {
      let answer: Awaited<ReturnType<typeof calls>> | undefined
      const path: string = target
      const { commands, units } = await meter(async () => {
        answer = await calls('GET', path, { as: me })
      })
      expect(commands.length).toBeLessThanOrEqual(8)
      expect(units.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(300)
      seen.unshift(...(answer?.body ?? []).map(({ uuid }: { uuid: string }) => uuid))
      target = linkOf(answer as Answer, 'next')
    }
    expect([seen.length, new Set(seen).size]).toEqual([151, 151])
  })

  test('a search costs at most 32 units, and its pages lead to the end', async () => {
    const { me, uuid } = await theLargest('🐈', 60)
    let pages = 0
    const found: string[] = []
    for (let target: string | undefined = `/api/messages/${uuid}/search?q=hello`; target; pages += 1) {
      let answer: Awaited<ReturnType<typeof calls>> | undefined
      const path: string = target
      const { units } = await meter(async () => {
        answer = await calls('GET', path, { as: me })
      })
      expect(units.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(32)
      found.push(...(answer?.body ?? []).map(({ message }: { message: string }) => message))
      target = linkOf(answer as Answer, 'next')
    }
    expect([found, pages > 1]).toEqual([['Hello!'], true])
  })

  test('the inbox counts what is unread, and says how many pictures the last message has', async () => {
    const { other, uuid } = await theLargest('🐈', 120)
    const [row] = await readsList(other)
    expect(row).toMatchObject({ uuid, unread_count: 100 })
  })

  test('reading around a message, before and after it works as well', async () => {
    const { me, uuid } = await theLargest('🐈', 120)
    const middle = (await readsMessages(me, uuid, '?limit=60'))[0].uuid
    for (const relation of ['around', 'before', 'after', 'since'])
      expect((await readsMessages(me, uuid, `?limit=100&${relation}=${middle}`)).length).toBeGreaterThan(10)
  })
})
