import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { v7 as uuidv7 } from 'uuid'
import { handler as pushMessage } from '../../../src/handlers/pushMessage.ts'
import { handler as updateInbox } from '../../../src/handlers/updateInbox.ts'
import * as given from '../../steps/given.ts'
import {
  adds,
  aNamedGroup,
  createsGroup,
  leaves,
  listsMembers,
  people,
  removes,
  renames,
} from '../../steps/groups.ts'
import { changes, marksRead, readsList, saysInto } from '../../steps/safety.ts'
import { newIn } from '../../steps/stream.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'
import { countRoundTrips, meter, through } from '../../steps/wire.ts'

given.anEngine()
given.aWorkQueue()

type Answer = { status: number }

const names = (size: number) => [
  'Ann',
  'Bob',
  ...Array.from({ length: size - 2 }, (_, index) => `Number ${index}`),
]

/** A group whose people are cached. */
const aWarmGroup = async (size = 3) => {
  const group = await aNamedGroup({ names: names(size) })
  await Promise.all(group.members.map((as) => calls('GET', '/api/users/me', { as })))
  return group
}

const meterOf = async (act: () => Promise<Answer>) =>
  meter(async () => expect((await act()).status).toBe(200))

const commandsOf = async (act: () => Promise<Answer>) => (await meterOf(act)).commands.toSorted()

/** The units of the commands with this name. */
const unitsOf = ({ commands, units }: Awaited<ReturnType<typeof meter>>, name: string) =>
  units.filter((_, index) => commands[index] === name)

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

describe('with a cached caller, the table is called', () => {
  test('three times to send: for the row, the group, and the message, which is one write unit', async () => {
    const { ann, uuid } = await aWarmGroup(50)
    const send = () => saysInto(ann, 'x'.repeat(600), uuid)
    const cost = await meterOf(send)
    expect(cost.commands.toSorted()).toEqual(['GetItem', 'GetItem', 'PutItem'])
    expect(unitsOf(cost, 'PutItem')).toEqual([1])
    expect(sum(unitsOf(cost, 'GetItem'))).toBeLessThanOrEqual(3)
    expect(await countRoundTrips(send)).toBe(2)
  })

  test('three times to open a group, twice for a page of messages, and four times to catch up', async () => {
    const { ann, uuid } = await aWarmGroup()
    const { body } = await saysInto(ann, 'hi', uuid)
    const reads = (target: string) => () => calls('GET', target, { as: ann })
    expect(await commandsOf(reads(`/api/message_groups/${uuid}`))).toEqual(['GetItem', 'GetItem', 'Query'])
    expect(await commandsOf(reads(`/api/messages/${uuid}`))).toEqual(['GetItem', 'Query'])
    expect(await commandsOf(reads(`/api/messages/${uuid}?since=${body.uuid}`))).toEqual([
      ...['GetItem', 'GetItem', 'Query', 'Query'],
    ])
  })

  test('four times for 50 members, and how far each has read', async () => {
    const { ann, uuid } = await aWarmGroup(50)
    expect(await commandsOf(() => listsMembers(ann, uuid))).toEqual([
      'BatchGetItem',
      'GetItem',
      'GetItem',
      'Query',
    ])
  })

  test('four times to mark as read: the sockets of the others are not looked up', async () => {
    const { ann, bob, uuid } = await aWarmGroup()
    const { body } = await saysInto(ann, 'hi', uuid)
    expect(await commandsOf(() => marksRead(bob, uuid, body.uuid))).toEqual([
      ...['GetItem', 'Query', 'Query', 'UpdateItem'],
    ])
  })

  test('with one transaction to create a group of 50, and to change it', async () => {
    const [ann, ...others] = await people(...names(50), 'Late')
    const [late] = others.slice(-1)
    const create = await meterOf(() => createsGroup(ann, 'Many', others.slice(0, 49)))
    expect(unitsOf(create, 'TransactWriteItems')).toHaveLength(1)
    const [uuid] = (await calls('GET', '/api/message_groups', { as: ann })).body.map(
      (one: { uuid: string }) => one.uuid,
    )
    await leaves(others[48] ?? ann, uuid)
    const acts = [
      () => adds(ann, uuid, late ?? ann),
      () => removes(ann, uuid, late ?? ann),
      () => renames(ann, uuid, 'Many people'),
    ]
    for (const act of acts) {
      const [units, ...others] = unitsOf(await meterOf(act), 'TransactWriteItems')
      expect(others).toEqual([])
      expect(units).toBeLessThanOrEqual(30)
    }
  })
})

describe('a stranger', () => {
  const routes: [
    string,
    (as: { token: string }, uuid: string) => Promise<Answer & { headers: Headers; body: unknown }>,
  ][] = [
    ['opens the group', (as, uuid) => calls('GET', `/api/message_groups/${uuid}`, { as })],
    ['lists its members', listsMembers],
    ['reads its messages', (as, uuid) => calls('GET', `/api/messages/${uuid}?limit=100`, { as })],
    ['searches in it', (as, uuid) => calls('GET', `/api/messages/${uuid}/search?q=trip`, { as })],
    ['renames it', (as, uuid) => renames(as, uuid, 'Mine')],
    ['adds themselves', (as, uuid) => adds(as, uuid, { uuid: randomUUID() })],
    ['removes somebody', (as, uuid) => removes(as, uuid, { uuid: randomUUID() })],
    ['archives it', (as, uuid) => changes(as, uuid, { is_archived: true })],
    ['marks it as read', (as, uuid) => marksRead(as, uuid, uuidv7())],
  ]

  test.each(routes)(
    'who %s causes one read of one small item, whether the group exists or not',
    async (_, act) => {
      const { uuid } = await aWarmGroup()
      const stranger = await given.aUser()
      await act(stranger, uuid) // looks the stranger up, and counts a first chunk of a limit
      const costs = []
      for (const groupUuid of [uuid, uuidv7()]) {
        const { commands, units } = await meter(async () => {
          then.isRefused(await act(stranger, groupUuid), 404, 'message_group_not_found')
        })
        costs.push({ commands, units })
      }
      expect(costs[0]).toEqual(costs[1])
      expect(costs[0]?.commands).toEqual(['GetItem'])
      expect(costs[0]?.units[0]).toBeLessThanOrEqual(1)
    },
  )
})

test('an event writes each row once: its place, and the group after it', async () => {
  const { ann, bob, cy, uuid } = await aWarmGroup()
  await renames(ann, uuid, 'Tour')
  const Records = await newIn([uuid], 1)
  const { commands } = await meter(() => updateInbox({ Records }))
  expect(commands).toEqual(['BatchGetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem'])
  for (const person of [ann, bob, cy]) expect(await readsList(person)).toMatchObject([{ title: 'Tour' }])
})

describe('a burst of messages in a group of 50', () => {
  /** The write units of the messages that the work stores, also if it stores several at once. */
  const unitsOfMessages = async (work: () => Promise<unknown>): Promise<number[]> => {
    const units: number[] = []
    await through(async ({ command, input }, send) => {
      input.ReturnConsumedCapacity = 'TOTAL'
      const answer = await send()
      if (command === 'PutItem') units.push(answer.output.ConsumedCapacity.CapacityUnits)
      return answer
    }, work)
    return units
  }

  const isLoud = ({ dynamodb }: DynamoDBRecord): DynamoDBRecord => {
    const { quiet: _, ...NewImage } = dynamodb?.NewImage ?? {}
    return { dynamodb: { ...dynamodb, NewImage } }
  }

  test('by everybody at once is one write unit for each message, and one write of each row', async () => {
    const { members, uuid } = await aWarmGroup(50)
    const all = () => Promise.all(members.map((as) => saysInto(as, 'hi', uuid)))
    expect(await unitsOfMessages(all)).toEqual(members.map(() => 1))
    // As if all of them were loud: after a pause, they are, until the first is in the rows.
    const records = await newIn([uuid], 51, 'pushMessage')
    const Records = records.filter(({ dynamodb }) => !dynamodb?.NewImage?.event).map(isLoud)
    const { commands } = await meter(() => updateInbox({ Records }))
    expect(commands.toSorted()).toEqual(['BatchGetItem', ...members.map(() => 'UpdateItem')])
  })

  test('looks up the group once and the sockets of each member once', async () => {
    const { ann, bob, members, uuid } = await aWarmGroup(50)
    for (const as of [ann, bob]) for (const text of ['one', 'two', 'three']) await saysInto(as, text, uuid)
    const Records = await newIn([uuid], 7, 'pushMessage')
    const cost = await meter(() => pushMessage({ Records }))
    expect(cost.commands).toEqual(['BatchGetItem', ...members.map(() => 'Query')])
    expect(unitsOf(cost, 'Query')).toEqual(members.map(() => 0.5))
  })
})
