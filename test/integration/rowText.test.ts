import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { arrivalsIn } from '../../src/domain/arrival.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { membershipPartition, messageKey } from '../../src/repository/keys.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { advanceMembership, markReadUpTo } from '../../src/repository/membershipUpdates.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { aConversation } from '../steps/conversation.ts'
import { erasesFrom } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { itemsIn, putItems } from '../steps/table.ts'
import { calls } from '../steps/when.ts'
import { through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const minutes = 60_000
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * minutes).toISOString()

/** A conversation of two messages that has rested for days. */
const aRestingGroup = async (text = 'Hello!') => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const said = [
    { at: daysAgo(3), text: 'first' },
    { at: daysAgo(2), text },
  ]
  const { groupUuid, messages } = await aConversation(other, me, said)
  return { me, other, groupUuid, messages: messages as [Message, Message] }
}
type Group = Awaited<ReturnType<typeof aRestingGroup>>

const looks = async ({ me }: Group) => (await calls('GET', '/api/message_groups', { as: me })).body

const rowOf = async ({ me, groupUuid }: Group) =>
  (await itemsIn(membershipPartition(me.uuid), groupUuid, groupUuid))[0] ?? {}

const textIn = async (group: Group) => {
  const { message, settled } = await rowOf(group)
  return { message, isSettled: settled !== undefined }
}
const noText = { message: undefined, isSettled: false }

/** The row as the version before wrote it: with the text of a message, although it is not settled. */
const asBefore = async (group: Group) => putItems([{ ...(await rowOf(group)), message: 'an old text' }])

const aNewMessage = async ({ other: sender, me, groupUuid }: Group) => {
  const uuid = uuidv7()
  const place = placeOf(Date.now(), uuid)
  const memberUuids = [me.uuid, sender.uuid]
  const message: Message = { uuid, groupUuid, place, text: 'news', sender, memberUuids }
  await putMessage(message)
  return message
}

const membershipOf = async ({ uuid }: Person, { groupUuid }: Group) => {
  const membership = await getMembership(uuid, groupUuid)
  if (!membership) throw new Error('no row')
  return membership
}

describe('the text of the last message', () => {
  test('is in a row that is settled: the first 200 characters', async () => {
    const group = await aRestingGroup('👩‍🚀'.repeat(300))
    expect(await textIn(group)).toEqual(noText)
    const text = [...'👩‍🚀'.repeat(300)].slice(0, 200).join('')
    const before = await looks(group)
    expect(before).toMatchObject([{ message: text }])
    expect(await textIn(group)).toEqual({ message: text, isSettled: true })
    expect(await looks(group)).toEqual(before)
  })

  const updates: [string, (group: Group) => Promise<unknown>, string][] = [
    [
      'a loud message',
      async (group) => Promise.all(arrivalsIn([await aNewMessage(group)]).map(advanceMembership)),
      'news',
    ],
    [
      'a read mark',
      ({ me, groupUuid, messages: [, last] }) => markReadUpTo(me.uuid, groupUuid, last.place),
      'Hello!',
    ],
    [
      'a rebuild',
      async (group) => {
        await aNewMessage(group)
        await rebuildGroup(group.groupUuid)
      },
      'news',
    ],
    [
      'a rebuild after the last message is lost',
      async ({ groupUuid, messages: [, { place }] }) => {
        const Key = messageKey(groupUuid, place)
        await documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))
        await rebuildGroup(groupUuid)
      },
      'first',
    ],
    ['an erasure', async (group) => erasesFrom(await membershipOf(group.other, group)), ''],
  ]

  test.each(updates)('is removed from a settled row by %s', async (_, update, text) => {
    const group = await aRestingGroup()
    await looks(group)
    expect(await textIn(group)).toEqual({ message: 'Hello!', isSettled: true })
    await update(group)
    expect(await textIn(group)).toEqual(noText)
    expect(await looks(group)).toMatchObject([{ message: text }])
  })

  test.each(updates)('is removed from a row of the version before by %s', async (_, update, text) => {
    const group = await aRestingGroup()
    await asBefore(group)
    await update(group)
    expect(await textIn(group)).toEqual(noText)
    expect(await looks(group)).toMatchObject([{ message: text }])
  })

  test('comes from the messages if a row of the version before is not settled', async () => {
    const group = await aRestingGroup()
    await asBefore(group)
    expect(await looks(group)).toMatchObject([{ message: 'Hello!', unread_count: 2 }])
    expect(await textIn(group)).toEqual({ message: 'Hello!', isSettled: true })
  })
})

/** Runs the work while eventually consistent queries miss a message. Returns how many queries of messages were consistent. */
const missing = async ({ place }: Message, work: () => Promise<unknown>): Promise<boolean[]> => {
  const wereConsistent: boolean[] = []
  await through(async ({ command, input }, send) => {
    const result = await send()
    if (command !== 'Query' || input.IndexName) return result
    wereConsistent.push(input.ConsistentRead === true)
    if (!input.ConsistentRead)
      result.output.Items = result.output.Items.filter(({ sk }: { sk: string }) => sk !== place)
    return result
  }, work)
  return wereConsistent
}

describe('a row at a message that an eventually consistent query does not return yet', () => {
  test.each([
    ['in the inbox', () => '/api/message_groups'],
    ['alone', ({ groupUuid }: Group) => `/api/message_groups/${groupUuid}`],
  ])('is shown with this message, which a second query reads consistently: %s', async (_, targetIn) => {
    const group = await aRestingGroup()
    const message = await aNewMessage(group)
    await Promise.all(arrivalsIn([message]).map(advanceMembership))
    const reads = await missing(message, async () => {
      const { body } = await calls('GET', targetIn(group), { as: group.me })
      expect([body].flat()).toMatchObject([
        { message: 'news', unread_count: 3, last_message: { uuid: message.uuid } },
      ])
    })
    expect(reads).toEqual([false, true])
  })
})
