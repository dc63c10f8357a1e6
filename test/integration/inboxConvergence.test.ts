import { randomUUID } from 'node:crypto'
import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { deliver } from '../../local/eventSourceMapping.ts'
import type { Message } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { handler } from '../../src/handlers/updateInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { membershipKey } from '../../src/repository/keys.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { markReadUpTo } from '../../src/repository/membershipUpdates.ts'
import { listMessages, messageItem } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { newIn, rulesOf } from '../steps/stream.ts'
import { withoutStream } from '../steps/table.ts'
import { type Pass, through } from '../steps/wire.ts'

given.anEngine()

const rules = rulesOf('updateInbox')

const saying = fc.record({
  group: fc.nat(1),
  sender: fc.nat(2),
  second: fc.nat(4),
  uuid: fc.uuid(),
})

const callFault = fc.constantFrom('lost on its way', 'done but not told', 'done long after')
const callFaults = fc.array(fc.array(callFault, { maxLength: 4 }), { maxLength: 3 })
const crash = fc.constantFrom('none', 'none', 'before', 'after')
const batch = fc.array(fc.nat(7), { minLength: 1, maxLength: 5 })

/** Messages and read marks, and how their records are batched, repeated, reordered and handled concurrently. */
const history = fc.record({
  memberCounts: fc.constantFrom([2, 2], [2, 2], [2, 3]),
  messages: fc.uniqueArray(saying, { minLength: 1, maxLength: 8, selector: ({ uuid }) => uuid }),
  atOnce: fc.array(fc.array(batch, { maxLength: 1 }), { minLength: 1, maxLength: 3 }),
  reads: fc.array(fc.record({ member: fc.nat(2), message: fc.nat(7) }), { maxLength: 1 }),
  // Fewer faults than retries of a record, so that no record is given up.
  callFaults,
  crashes: fc.array(crash, { maxLength: 2 }),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

const at = <T>(list: T[], index: number): T => list[index % list.length] as T

const beganAt = Date.parse('2026-01-01T00:00:00Z')
const began = { place: placeOf(beganAt, 'began') }

const personOf = (uuid: string) => ({ uuid, displayName: 'Some Body', handle: 'some_body' })

/** New users and groups for a history, and its messages as stored. */
const cast = ({ memberCounts, messages: sayings }: History) => {
  const people = Array.from({ length: 3 }, () => randomUUID())
  const groups = memberCounts.map((count) => ({ uuid: randomUUID(), members: people.slice(0, count) }))
  const messages = sayings.map(({ group, sender, second, uuid }): Message => {
    const { uuid: groupUuid, members } = at(groups, group)
    const place = placeOf(beganAt + (1 + second) * 1000, uuid)
    return { uuid, groupUuid, place, text: 'Hi', sender: personOf(at(members, sender)), memberUuids: members }
  })
  const rows = groups.flatMap(({ uuid, members }) =>
    members.map((member, index) => ({
      kind: 'direct' as const,
      userUuid: member,
      groupUuid: uuid,
      other: personOf(at(members, index + 1)),
      lastPlace: began.place,
      readPlace: index === 0 ? began.place : undefined,
      state: 'inbox' as const,
    })),
  )
  return { messages, rows }
}

const recordOf = (message: Message, index: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(index + 1),
    NewImage: marshall(messageItem(message), { removeUndefinedValues: true }) as NonNullable<
      DynamoDBRecord['dynamodb']
    >['NewImage'],
  },
})

type Row = { lastPlace: string; readPlace?: string | undefined }
type Said = Pick<Message, 'place'> & { sender?: { uuid: string } }

const latestOf = (places: string[]): string | undefined => places.toSorted().at(-1)

/** The expected row of a member, from messages and read marks alone. */
const rowFrom = (userUuid: string, said: Said[], readUpTo: string[] = []): Row => {
  const newest = latestOf(said.map(({ place }) => place)) ?? ''
  const own = said.filter(({ sender }) => sender?.uuid === userUuid).map(({ place }) => place)
  return {
    lastPlace: newest,
    readPlace: latestOf([...own, ...readUpTo]),
  }
}

const write = (items: object[]) =>
  documents.send(
    new BatchWriteCommand({
      RequestItems: { [process.env.TABLE_NAME ?? '']: items.map((Item) => ({ PutRequest: { Item } })) },
    }),
  )

const read = async (rows: { userUuid: string; groupUuid: string }[]): Promise<Map<string, Row>> => {
  const Keys = rows.map(({ userUuid, groupUuid }) => membershipKey(userUuid, groupUuid))
  const table = process.env.TABLE_NAME ?? ''
  const { Responses } = await documents.send(new BatchGetCommand({ RequestItems: { [table]: { Keys } } }))
  return new Map(
    (Responses?.[table] ?? []).map((item) => [
      `${item.pk} ${item.sk}`,
      { lastPlace: item.last_message_at, readPlace: item.last_read_at },
    ]),
  )
}

const nameOf = (userUuid: string, groupUuid: string) =>
  Object.values(membershipKey(userUuid, groupUuid)).join(' ')

/** Lets calls of each row fail in turn. Delayed calls run after everything else.  */
const failing = (runs: string[][]) => {
  const next = [...runs]
  const ahead = new Map<string, string[]>()
  const longAfter: (() => Promise<unknown>)[] = []
  const pass: Pass = async ({ input }, send) => {
    const row = JSON.stringify(input.Key)
    const run = ahead.get(row)?.length ? ahead.get(row) : next.shift()
    const [fault, ...rest] = run ?? []
    ahead.set(row, rest)
    if (fault === undefined) return send()
    if (fault === 'done but not told') await send().catch(() => {})
    if (fault === 'done long after') longAfter.push(send)
    throw new Error(fault)
  }
  const end = () => Promise.allSettled(longAfter.map((send) => send()))
  return { pass, end }
}

const crashing = (crashes: string[]) => {
  const next = [...crashes]
  return async (Records: DynamoDBRecord[]) => {
    const when = next.shift() ?? 'none'
    if (when === 'before') throw new Error('crashed before it did anything')
    const answer = await handler({ Records })
    if (when === 'after') throw new Error('crashed after it had done all')
    return answer
  }
}

const live = async (one: History) => {
  const { messages, rows } = cast(one)
  await write(rows.map(membershipItem))
  const records = messages.map(recordOf)

  const lanes = one.atOnce.map((batches) => batches.map((some) => some.map((index) => at(records, index))))
  const come = new Set(lanes.flat(2))
  lanes[0]?.push(records.filter((record) => !come.has(record)))
  const reads = one.reads.map(({ member, message }) => {
    const { groupUuid, place, memberUuids } = at(messages, message)
    return { userUuid: at(memberUuids, member), groupUuid, place }
  })

  const { pass, end } = failing(one.callFaults)
  const invoke = crashing(one.crashes)
  const givenUp: DynamoDBRecord[] = []
  const surroundings = {
    invoke,
    giveUp: (some: DynamoDBRecord[]) => void givenUp.push(...some),
    pause: async () => {},
  }
  await Promise.all([
    ...lanes.map((lane) =>
      through(pass, async () => {
        for (const some of lane) await deliver(some, rules, surroundings)
      }),
    ),
    ...reads.map(({ userUuid, groupUuid, place }) => markReadUpTo(userUuid, groupUuid, place)),
  ])
  await end()

  const expected = rows.map(({ userUuid, groupUuid, readPlace }): [string, Row] => {
    const said = [began, ...messages.filter((message) => message.groupUuid === groupUuid)]
    const ownReads = reads.filter((read) => read.userUuid === userUuid && read.groupUuid === groupUuid)
    const readUpTo = [...(readPlace ? [readPlace] : []), ...ownReads.map(({ place }) => place)]
    return [nameOf(userUuid, groupUuid), rowFrom(userUuid, said, readUpTo)]
  })
  expect(givenUp).toEqual([])
  expect(await read(rows)).toEqual(new Map(expected))
}

const wordy = fc.array(fc.record({ isMine: fc.boolean(), isLate: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
})
const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 })

test("the table's own stream brings every row in line with the messages", async () => {
  await fc.assert(
    fc.asyncProperty(
      wordy,
      wordy,
      cuts,
      fc.array(fc.nat()),
      callFaults,
      async (one, another, sizes, order, faults) => {
        const groups = await Promise.all([given.aGroup(), given.aGroup()])
        const sayings = groups.flatMap(({ uuid: groupUuid, me, other }, index) =>
          (index === 0 ? one : another).map(({ isMine, isLate }, nth) => ({
            uuid: uuidv7({ msecs: Date.now() - (isLate ? 60_000 : 0) }),
            groupUuid,
            text: `number ${nth}`,
            sender: isMine ? me : other,
            memberUuids: [me.uuid, other.uuid],
          })),
        )
        await Promise.all(sayings.map((saying) => storeMessage(saying, Date.now)))
        const late = [...one, ...another].filter(({ isLate }) => isLate).length
        const records = await newIn(
          groups.map(({ uuid }) => uuid),
          sayings.length + late,
        )
        const rest = records.map((record, index) => ({ record, turn: order[index] ?? 0 }))
        const shuffled = rest.toSorted((a, b) => a.turn - b.turn).map(({ record }) => record)
        const { pass, end } = failing(faults)
        await through(pass, async () => {
          for (let turn = 0; shuffled.length > 0; turn += 1) {
            await deliver(shuffled.splice(0, at(sizes, turn)), rules, {
              invoke: (Records) => handler({ Records }),
              giveUp: () => {
                throw new Error('given up')
              },
              pause: async () => {},
            })
          }
        })
        await end()
        for (const { uuid, me, other } of groups) {
          const { messages } = await listMessages({ groupUuid: uuid }, { direction: 'newer', limit: 100 })
          for (const { uuid: userUuid } of [me, other]) {
            expect(await getMembership(userUuid, uuid)).toMatchObject(rowFrom(userUuid, messages))
          }
        }
      },
    ),
    { numRuns: numRuns(30) },
  )
})

const atOnce = 8
const count = numRuns(400)
const limitMs = 250_000 // in which a history that fails is made smaller, too

test('every row converges, however the records of its messages are batched, reordered and repeated', async () => {
  await withoutStream()
  const outcomes = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      fc.assert(fc.asyncProperty(history, live), {
        numRuns: Math.ceil(count / atOnce),
        interruptAfterTimeLimit: limitMs,
        markInterruptAsFailure: true,
      }),
    ),
  )
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
})
