import { randomUUID } from 'node:crypto'
import { DeleteCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { v7 as uuidv7 } from 'uuid'
import { deliver } from '../../local/eventSourceMapping.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { handler } from '../../src/handlers/updateInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { findPlace } from '../../src/repository/findMessage.ts'
import { membershipKey, membershipPartition } from '../../src/repository/keys.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { markReadUpTo } from '../../src/repository/membershipUpdates.ts'
import { messageItem, putMessage } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { otherIn } from '../steps/renames.ts'
import { newIn, readStream, rulesOf, wakes } from '../steps/stream.ts'
import { meter, type Pass, through } from '../steps/wire.ts'

given.anEngine()

type Group = Awaited<ReturnType<typeof given.aGroup>>

const done = { batchItemFailures: [] }
const aSecond = 1000

// In the future and fixed, so that the order of the messages does not depend on the speed of the machine.
const start = Date.now() + 3600 * aSecond

/** A message with a place this many seconds after the start. */
const aMessage = ({ uuid: groupUuid, me, other }: Group, sender: Person, text: string, seconds: number) => {
  const uuid = randomUUID()
  const place = placeOf(start + seconds * aSecond, uuid)
  return { uuid, groupUuid, text, sender, memberUuids: [me.uuid, other.uuid], place }
}

const says = async (...words: Parameters<typeof aMessage>): Promise<Message> => {
  const message = aMessage(...words)
  await putMessage(message)
  return message
}

/** The stream records of new messages in these groups. */
const recordsOf = (groups: Group[], count: number): Promise<DynamoDBRecord[]> =>
  newIn(
    groups.map(({ uuid }) => uuid),
    count,
  )

const updates = (...Records: DynamoDBRecord[]) => handler({ Records })

const row = async ({ uuid: userUuid }: Person, { uuid }: Group) => {
  const membership = await getMembership(userUuid, uuid)
  return membership && [membership.lastPlace, membership.readPlace]
}

const rows = (group: Group) => Promise.all([row(group.me, group), row(group.other, group)])

/** Loses every write of this user's row: the request before it takes effect, or the response after it. */
const losing =
  ({ uuid }: Person, where: 'before' | 'after' = 'before'): Pass =>
  async (call, send) => {
    if (call.input.Key?.pk !== membershipPartition(uuid)) return send()
    if (where === 'after') await send().catch(() => {})
    throw new Error(`lost ${where} it took effect`)
  }

const sequenceNumber = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber

const theLog = () => {
  const lines: string[] = []
  beforeEach(() => {
    process.env.LOG_LEVEL = 'warn'
    lines.length = 0
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  })
  afterEach(() => {
    process.env.LOG_LEVEL = 'silent'
    jest.restoreAllMocks()
  })
  return { text: () => lines.join(''), records: () => lines.map((line) => JSON.parse(line)) }
}

describe('a new message', () => {
  test("is shown in both members' rows, and its sender has read up to it", async () => {
    const group = await given.aGroup()
    const first = await findPlace({ groupUuid: group.uuid }, group.messageUuid)
    const { place } = await says(group, group.other, 'How are you?', 1)
    expect(await updates(...(await recordsOf([group], 1)))).toEqual(done)
    expect(await rows(group)).toEqual([
      [place, first],
      [place, place],
    ])
  })

  test('invokes the function; the writes of the function do not', async () => {
    const group = await given.aGroup()
    await says(group, group.other, 'Hi', 1)
    await updates(...(await recordsOf([group], 1)))
    const written = await eventually(
      async () =>
        (await readStream()).filter(
          ({ eventName, dynamodb }) => eventName === 'MODIFY' && dynamodb?.Keys?.sk?.S === group.uuid,
        ),
      ({ length }) => length >= 2,
    )
    expect(written).toHaveLength(2)
    expect(written.filter((record) => wakes('updateInbox', record))).toEqual([])
  })

  test('in the same batch as its answer leaves each member read up to their own message', async () => {
    const group = await given.aGroup()
    const question = await says(group, group.me, 'How are you?', 1)
    const answer = await says(group, group.other, 'Fine', 2)
    await updates(...(await recordsOf([group], 2)))
    expect(await rows(group)).toEqual([
      [answer.place, question.place],
      [answer.place, answer.place],
    ])
  })

  test('does not touch the names, because those of a message can be old', async () => {
    const group = await given.aGroup()
    const before = await otherIn(group.me.uuid, group.uuid)
    const old = { ...group.other, displayName: 'Old Name', handle: 'old_handle' }
    const { place } = await says(group, old, 'Hi', 1)
    await updates(...(await recordsOf([group], 1)))
    expect((await row(group.me, group))?.[0]).toBe(place)
    expect(await otherIn(group.me.uuid, group.uuid)).toEqual(before)
  })
})

describe('a batch', () => {
  const orders: [string, (records: DynamoDBRecord[]) => DynamoDBRecord[][]][] = [
    ['in order', (records) => [records]],
    ['backwards', (records) => [[...records].reverse()]],
    ['one by one', (records) => records.map((record) => [record])],
    ['one by one, backwards', (records) => [...records].reverse().map((record) => [record])],
    ['twice', (records) => [records, records]],
    ['with every record twice', (records) => [[...records, ...records]]],
    ['in halves, the second first, and then whole', (all) => [all.slice(3), all.slice(0, 3), all]],
  ]

  test.each(orders)('that is delivered %s leaves the same rows', async (_, batches) => {
    const group = await given.aGroup()
    await says(group, group.me, 'one', 1)
    await says(group, group.other, 'two', 2)
    const mine = await says(group, group.me, 'three', 3)
    const theirs = await says(group, group.other, 'four', 4)
    const last = await says(group, group.other, 'five', 5)
    for (const batch of batches(await recordsOf([group], 5))) expect(await updates(...batch)).toEqual(done)
    expect(theirs.place < last.place).toBe(true)
    expect(await rows(group)).toEqual([
      [last.place, mine.place],
      [last.place, last.place],
    ])
  })

  test('that is handled by two concurrent invocations has the same result', async () => {
    const group = await given.aGroup()
    const mine = await says(group, group.me, 'one', 1)
    const last = await says(group, group.other, 'two', 2)
    const records = await recordsOf([group], 2)
    expect(await Promise.all([updates(...records), updates(...records), updates(...records)])).toEqual([
      done,
      done,
      done,
    ])
    expect(await rows(group)).toEqual([
      [last.place, mine.place],
      [last.place, last.place],
    ])
  })

  test('of several groups updates each', async () => {
    const groups = await Promise.all([given.aGroup(), given.aGroup(), given.aGroup()])
    const last = new Map<Group, Message>()
    for (const seconds of [1, 2, 3]) {
      for (const group of groups) {
        last.set(group, await says(group, group.me, `${seconds} in ${group.uuid}`, seconds))
      }
    }
    await updates(...(await recordsOf(groups, 9)))
    for (const group of groups) {
      const { place = '' } = last.get(group) ?? {}
      expect(await rows(group)).toEqual([
        [place, place],
        [place, undefined],
      ])
    }
  })

  test('without records changes nothing', async () => {
    expect(await meter(async () => expect(await updates()).toEqual(done))).toEqual({
      commands: [],
      units: [],
    })
  })
})

describe('the cost', () => {
  const aMoveEach = { commands: ['UpdateItem', 'UpdateItem'], units: [3, 3] }

  test('of a message between two people is 6 write units and no read', async () => {
    const group = await given.aGroup()
    await says(group, group.other, 'Hi', 1)
    const records = await recordsOf([group], 1)
    expect(await meter(() => updates(...records))).toEqual(aMoveEach)
  })

  test('of the longest text is the same, because the rows do not contain it', async () => {
    const group = await given.aGroup()
    await says(group, group.other, '€'.repeat(1024), 1)
    const records = await recordsOf([group], 1)
    expect(await meter(() => updates(...records))).toEqual(aMoveEach)
  })

  test('of fifty messages of one group in one batch is the same', async () => {
    const group = await given.aGroup()
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1)
    let last: Message | undefined
    for (const number of numbers) {
      last = await says(group, number % 3 === 0 ? group.me : group.other, `number ${number}`, number)
    }
    const records = await recordsOf([group], 50)
    expect(await meter(() => updates(...records))).toEqual(aMoveEach)
    expect((await row(group.me, group))?.[0]).toBe(last?.place)
  })
})

describe('a message with a late key', () => {
  test('leaves a pointer, which inboxes ignore, and is shown at its place', async () => {
    const group = await given.aGroup()
    const uuid = uuidv7({ msecs: Date.now() - 60 * aSecond })
    const sender = group.other
    const memberUuids = [group.me.uuid, group.other.uuid]
    const { place } = await storeMessage(
      { uuid, groupUuid: group.uuid, text: 'Late', sender, memberUuids },
      Date.now,
    )
    const [pointer, message] = (await recordsOf([group], 2)) as [DynamoDBRecord, DynamoDBRecord]
    expect(pointer.dynamodb?.NewImage?.moved_to?.S).toBe(place)
    const forNothing = await meter(async () => expect(await updates(pointer)).toEqual(done))
    expect(forNothing.commands).toEqual([])
    expect(await updates(pointer, message)).toEqual(done)
    expect(await row(group.me, group)).toEqual([place, expect.any(String)])
  })
})

describe('last message and read mark move forward only:', () => {
  test('a read mark is not undone by an earlier own message that arrives later', async () => {
    const group = await given.aGroup()
    const own = await says(group, group.me, 'mine', 1)
    const theirs = await says(group, group.other, 'theirs', 2)
    const [mine, later] = (await recordsOf([group], 2)) as [DynamoDBRecord, DynamoDBRecord]
    await markReadUpTo(group.me.uuid, group.uuid, theirs.place)
    expect(await updates(mine)).toEqual(done)
    expect(await row(group.me, group)).toEqual([own.place, theirs.place])
    expect(await updates(later)).toEqual(done)
    expect(await row(group.me, group)).toEqual([theirs.place, theirs.place])
  })

  test('a read mark is not undone if both are in one batch, and the new message is shown', async () => {
    const group = await given.aGroup()
    await says(group, group.me, 'mine', 1)
    const theirs = await says(group, group.other, 'theirs', 2)
    const newest = await says(group, group.other, 'and more', 3)
    await markReadUpTo(group.me.uuid, group.uuid, theirs.place)
    expect(await updates(...(await recordsOf([group], 3)))).toEqual(done)
    expect(await row(group.me, group)).toEqual([newest.place, theirs.place])
  })

  test('an own message that arrives after a newer one is not shown, but moves the read mark', async () => {
    const group = await given.aGroup()
    const own = await says(group, group.me, 'mine', 1)
    const theirs = await says(group, group.other, 'theirs', 2)
    const [mine, later] = (await recordsOf([group], 2)) as [DynamoDBRecord, DynamoDBRecord]
    await updates(later)
    await updates(mine)
    expect(await row(group.me, group)).toEqual([theirs.place, own.place])
  })
})

describe('a record that cannot be read', () => {
  const log = theLog()

  type Item = Record<string, unknown>
  const without =
    (name: string) =>
    ({ [name]: _, ...rest }: Item): Item =>
      rest
  const having =
    (change: Item) =>
    (item: Item): Item => ({ ...item, ...change })

  const poisons: [string, (item: Item) => Item][] = [
    ...['message_uuid', 'message', 'user_uuid', 'user_display_name', 'user_handle', 'member_uuids'].map(
      (name): [string, (item: Item) => Item] => [`has no ${name}`, without(name)],
    ),
    ['has an empty member_uuids', having({ member_uuids: [] })],
    ['has member_uuids that are not a list', having({ member_uuids: 'everybody' })],
    ['has a message that is a number', having({ message: 7 })],
    ['has no place', having({ sk: 'no place' })],
    ['has a place with an invalid time', having({ sk: '2999-13-32T25:61:61.999Z#x' })],
    [
      'has a number that JavaScript cannot represent',
      having({ message: NumberValue.from('9007199254740993.5') }),
    ],
  ]

  test.each(poisons)('because it %s is reported, and the other records are handled', async (_, spoil) => {
    const [group, another] = await Promise.all([given.aGroup(), given.aGroup()])
    await says(group, group.other, 'before', 1)
    const poison = messageItem(aMessage(group, group.other, 'the secret text', 9))
    await documents.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: spoil(poison) }))
    const after = await says(group, group.other, 'after', 2)
    const elsewhere = await says(another, another.other, 'elsewhere', 1)
    const records = await recordsOf([group, another], 4)

    expect(await updates(...records)).toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumber(records[1]) }],
    })
    expect(await row(group.me, group)).toEqual([after.place, expect.any(String)])
    expect(await row(group.other, group)).toEqual([after.place, after.place])
    expect(await row(another.other, another)).toEqual([elsewhere.place, elsewhere.place])
    expect(log.records()).toEqual([
      expect.objectContaining({
        level: 'error',
        message: 'stream record invalid',
        sequenceNumber: sequenceNumber(records[1]),
        keys: { pk: `MSG#${group.uuid}`, sk: spoil(poison).sk },
        reason: expect.stringMatching(/./),
      }),
    ])
    expect(log.text()).not.toContain('the secret text')
  })

  test('loses only its own message: the record that Lambda gives up with it has been handled', async () => {
    const group = await given.aGroup()
    await says(group, group.other, 'before', 1)
    const poison = without('member_uuids')(messageItem(aMessage(group, group.other, 'poison', 9)))
    await documents.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: poison }))
    const after = await says(group, group.other, 'after', 2)
    const records = await recordsOf([group], 3)
    const givenUp: DynamoDBRecord[] = []
    await deliver(records, rulesOf('updateInbox'), {
      invoke: (batch) => updates(...batch),
      giveUp: (some) => void givenUp.push(...some),
      pause: async () => {},
    })
    expect(givenUp).toEqual([records[1], records[2]])
    expect(await row(group.other, group)).toEqual([after.place, after.place])
  })
})

describe('a member whose row is missing', () => {
  const log = theLog()

  test('is logged, and does not block the other member', async () => {
    const group = await given.aGroup()
    const { me, other, uuid } = group
    const Key = membershipKey(other.uuid, uuid)
    await documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))
    const message = await says(group, me, 'Are you there?', 1)
    expect(await updates(...(await recordsOf([group], 1)))).toEqual(done)
    expect(await rows(group)).toEqual([[message.place, message.place], undefined])
    expect(log.records()).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'membership missing',
        user_uuid: other.uuid,
        message_group_uuid: uuid,
        message_uuid: message.uuid,
      }),
    ])
  })
})

describe('a member whose row cannot be written', () => {
  const log = theLog()

  test.each(['before', 'after'] as const)(
    '(lost %s it took effect) is reported, does not block others, and is updated by the retry',
    async (where) => {
      const [group, another] = await Promise.all([given.aGroup(), given.aGroup()])
      await says(group, group.me, 'first', 1)
      const elsewhere = await says(another, another.me, 'elsewhere', 1)
      const { place, uuid } = await says(group, group.me, 'second', 2)
      const records = await recordsOf([group, another], 3)
      const [first, , second] = records

      expect(await through(losing(group.other, where), () => updates(...records))).toEqual({
        batchItemFailures: [first, second].map((record) => ({ itemIdentifier: sequenceNumber(record) })),
      })
      expect(await row(group.me, group)).toEqual([place, place])
      const before = [await findPlace({ groupUuid: group.uuid }, group.messageUuid), undefined]
      expect(await row(group.other, group)).toEqual(where === 'before' ? before : [place, undefined])
      expect(await row(another.other, another)).toEqual([elsewhere.place, undefined])
      expect(log.records()).toEqual([
        expect.objectContaining({
          level: 'error',
          message: 'inbox update failed',
          user_uuid: group.other.uuid,
          message_group_uuid: group.uuid,
          message_uuid: uuid,
          reason: `lost ${where} it took effect`,
        }),
      ])

      expect(await updates(...records)).toEqual(done)
      expect(await rows(group)).toEqual([
        [place, place],
        [place, undefined],
      ])
    },
  )

  test('twice is retried without failing the batch', async () => {
    const group = await given.aGroup()
    const { place } = await says(group, group.me, 'At once', 1)
    const lost = losing(group.other)
    let calls = 0
    const twice: Pass = (call, send) => {
      if (call.input.Key?.pk === membershipPartition(group.other.uuid)) calls += 1
      return calls <= 2 ? lost(call, send) : send()
    }
    const records = await recordsOf([group], 1)
    expect(await through(twice, () => updates(...records))).toEqual(done)
    expect(await row(group.other, group)).toEqual([place, undefined])
    expect(log.records()).toEqual([])
  })

  test('for a while is updated by a retry of the event source', async () => {
    const group = await given.aGroup()
    const { place } = await says(group, group.me, 'Patience', 1)
    const [record] = (await recordsOf([group], 1)) as [DynamoDBRecord]
    const rules = rulesOf('updateInbox')
    let invocations = 0
    await deliver([record], rules, {
      invoke: (batch) => {
        invocations += 1
        if (invocations > rules.maximumRetryAttempts) return updates(...batch)
        return through(losing(group.other), () => updates(...batch))
      },
      giveUp: () => {
        throw new Error('given up')
      },
      pause: async () => {},
    })
    expect(await row(group.other, group)).toEqual([place, undefined])
  })
})
