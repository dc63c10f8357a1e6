import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Connection } from '../../../src/domain/connection.ts'
import { handler as pushMessage } from '../../../src/handlers/pushMessage.ts'
import { at } from '../../steps/clock.ts'
import { aConnectionOf } from '../../steps/connections.ts'
import { type Gateway, startGateway } from '../../steps/gateway.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, removes, renames } from '../../steps/groups.ts'
import { deletes, edits, reacts } from '../../steps/messageChanges.ts'
import { aBrowserOf, aPushService } from '../../steps/pushes.ts'
import { saysInto } from '../../steps/safety.ts'
import { newIn } from '../../steps/stream.ts'
import { itemsIn } from '../../steps/table.ts'
import { meter } from '../../steps/wire.ts'
import { refuses, takesPushes } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()
aPushService()

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  given.endWith(gateway.end)
})

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const minute = 60_000

const anOpenSocketOf = async (user: Somebody, change: Partial<Connection> = {}) => {
  const id = await aConnectionOf(user, change)
  const frames: string[] = []
  gateway.open(id, { take: (text) => frames.push(text), end: () => {} })
  return frames
}

/** Delivers all messages of a conversation to pushMessage in one batch. Returns what it has put into the queue. */
const isPushed = async (groupUuid: string, count: number) => {
  await pushMessage({ Records: await newIn([groupUuid], count, 'pushMessage') })
  return takesPushes({ uuid: groupUuid }).map((body) => JSON.parse(body))
}

const placeOfLast = async (groupUuid: string) => (await itemsIn(`MSG#${groupUuid}`)).at(-1)?.sk

/** A conversation with one message, whose recipient has a browser. */
const aGroup = async () => {
  const group = await given.aGroup()
  await aBrowserOf(group.other)
  return group
}

describe('a new message is queued', () => {
  test('for its recipient, who has no open socket, and not for its sender', async () => {
    const { me, other, uuid } = await aGroup()
    await aBrowserOf(me)
    expect(await isPushed(uuid, 1)).toEqual([
      { group_uuid: uuid, place: await placeOfLast(uuid), user_uuids: [other.uuid] },
    ])
  })

  test('for the members of a named group who have no open socket', async () => {
    const { ann, bob, cy, members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'] })
    const [, , , dee] = members
    for (const member of members.slice(0, 4)) await aBrowserOf(member)
    const frames = await anOpenSocketOf(cy)
    await saysInto(ann, 'Hello, all!', uuid)
    const [queued, ...others] = await isPushed(uuid, 2)
    expect([queued.user_uuids.toSorted(), others]).toEqual([[bob.uuid, dee?.uuid].toSorted(), []])
    expect(frames.join()).toContain('Hello, all!')
  })

  test('for a person with several browsers once', async () => {
    const { other, uuid } = await aGroup()
    await aBrowserOf(other)
    expect(await isPushed(uuid, 1)).toEqual([expect.objectContaining({ user_uuids: [other.uuid] })])
  })

  test('for a person whose sockets all turn out to be gone', async () => {
    const { other, uuid } = await aGroup()
    for (const _ of ['one', 'two']) await aConnectionOf(other)
    expect(await isPushed(uuid, 1)).toHaveLength(1)
    expect(await itemsIn(`CON#${other.uuid}`, ' ', 'push')).toEqual([])
  })

  test('for a person who looks at none of their clients, which get the message, too', async () => {
    const { other, uuid } = await aGroup()
    const frames = [
      await anOpenSocketOf(other, { isAway: true }),
      await anOpenSocketOf(other, { isAway: true }),
    ]
    expect([(await isPushed(uuid, 1)).length, frames.map(({ length }) => length)]).toEqual([1, [1, 1]])
  })

  test('for a person whose socket has an expired token', async () => {
    const { other, uuid } = await aGroup()
    const id = await aConnectionOf(other, { expiresAtSeconds: Math.floor(Date.now() / 1000) - 1 })
    gateway.open(id, { take: () => {}, end: () => {} })
    expect(await isPushed(uuid, 1)).toHaveLength(1)
  })
})

describe('nothing is queued', () => {
  test('for a person who looks at one of their clients', async () => {
    const { other, uuid } = await aGroup()
    const frames = [await anOpenSocketOf(other, { isAway: true }), await anOpenSocketOf(other)]
    expect([await isPushed(uuid, 1), frames.map(({ length }) => length)]).toEqual([[], [1, 1]])
  })

  test('for a person with an open socket, whatever became of their others', async () => {
    const { other, uuid } = await aGroup()
    const frames = await anOpenSocketOf(other)
    await aConnectionOf(other)
    expect([await isPushed(uuid, 1), frames.length]).toEqual([[], 1])
  })

  test('for a person whose socket is just opening', async () => {
    const { other, uuid } = await aGroup()
    await aConnectionOf(other, { connectedAt: Date.now() })
    expect(await isPushed(uuid, 1)).toEqual([])
  })

  test('for a person without a browser', async () => {
    const { uuid } = await given.aGroup()
    expect(await isPushed(uuid, 1)).toEqual([])
  })

  test('for a person whose subscription has expired', async () => {
    const { other, uuid } = await given.aGroup()
    await at(Date.now() - 31 * 24 * 60 * minute, () => aBrowserOf(other))
    expect(await isPushed(uuid, 1)).toEqual([])
  })

  test('for what happens in a named group', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const dee = await given.aUser()
    for (const member of [ann, bob, cy, dee]) await aBrowserOf(member)
    await renames(ann, uuid, 'Tour')
    await adds(ann, uuid, dee)
    await removes(ann, uuid, bob)
    expect(await isPushed(uuid, 4)).toEqual([])
  })

  test('for edits, reactions and deletions', async () => {
    const { me, other, uuid, messageUuid } = await aGroup()
    const said = { uuid: messageUuid, message_group_uuid: uuid }
    await isPushed(uuid, 1)
    await edits(me, said, 'edited')
    await reacts(other, said, '👍')
    await deletes(me, said)
    const changes = (await newIn([uuid], 4, 'pushMessage')).slice(1)
    await pushMessage({ Records: changes })
    expect([changes.length, takesPushes({ uuid })]).toEqual([3, []])
  })
})

describe('a batch', () => {
  test('queues the newest message of each conversation, whatever the order of its records', async () => {
    const [one, two] = [await aGroup(), await aGroup()]
    for (const text of ['second', 'third']) await saysInto(one.me, text, one.uuid)
    const records = await newIn([one.uuid, two.uuid], 4, 'pushMessage')
    await pushMessage({ Records: records.toReversed() })
    for (const { uuid, other } of [one, two]) {
      expect(takesPushes({ uuid }).map((body) => JSON.parse(body))).toEqual([
        { group_uuid: uuid, place: await placeOfLast(uuid), user_uuids: [other.uuid] },
      ])
    }
  })

  test('queues the newest message before an event', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await aBrowserOf(bob)
    await saysInto(ann, 'Bye, Cy!', uuid)
    const place = await placeOfLast(uuid)
    await removes(ann, uuid, cy)
    expect(await isPushed(uuid, 3)).toEqual([{ group_uuid: uuid, place, user_uuids: [bob.uuid] }])
  })

  test('does not fail if the queue does, and delivers the frames', async () => {
    const { me, uuid } = await aGroup()
    const frames = await anOpenSocketOf(me)
    refuses(1)
    expect([await isPushed(uuid, 1), frames.length]).toEqual([[], 1])
  })
})

test('the subscriptions of two people cost no request and no unit more', async () => {
  const { me, uuid } = await aGroup()
  await aBrowserOf(me)
  const Records = await newIn([uuid], 1, 'pushMessage')
  const { commands, units } = await meter(() => pushMessage({ Records }))
  expect([commands, units]).toEqual([
    ['Query', 'Query'],
    [0.5, 0.5],
  ])
})
