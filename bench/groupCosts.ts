import { works } from '../test/steps/workQueue.ts'
import { recordCalls } from './awsCalls.ts'
import { type Capacity, dollarsOf, nothing, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { createNamedGroups } from './ours.ts'
import { atMost, type Finding } from './part.ts'
import { type Body, bodyOf, createPeople, type Person, request, sendMessage } from './people.ts'
import { roundTrips } from './spans.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

type Measured = {
  size: number
  what: string
  request: Capacity
  roundTrips: number
  rows: Capacity
  push: Capacity
}

const call = async (as: Person, method: string, path: string, body?: object): Promise<Body> =>
  bodyOf(await request(as, method, path, body))

/** What members do to a group that all but one of its last members have read. */
const actionsIn = async (size: number, text: string) => {
  const { members, group } = await createNamedGroups(size, { count: 1, text })
  const [owner, member] = members as [Person, Person]
  const [stranger] = (await createPeople(1)) as [Person]
  await call(stranger, 'GET', '/users/me')
  shiftClock(-minutesInMs(30))
  const { uuid: newest } = await sendMessage(owner, { group }, text)
  await deliverStream()
  shiftClock(0)
  const path = `/message_groups/${group}`
  const others = members.slice(1).map(({ uuid }) => uuid)
  return [
    {
      what: 'create',
      run: () => call(owner, 'POST', '/message_groups', { title: 'Another one', user_uuids: others }),
    },
    {
      what: 'open: the group and a page',
      run: () => Promise.all([call(member, 'GET', path), call(member, 'GET', `/messages/${group}`)]),
    },
    { what: 'list the members', run: () => call(member, 'GET', `${path}/members`) },
    { what: 'a read mark', run: () => call(member, 'PUT', `${path}/read`, { message_uuid: newest }) },
    { what: 'rename', run: () => call(member, 'PATCH', path, { title: 'A week at the sea' }) },
    { what: 'archive', run: () => call(member, 'PATCH', `${path}/membership`, { is_archived: true }) },
    {
      what: 'the next message, which brings it back',
      run: () => sendMessage(owner, { group }, text),
    },
    { what: 'remove a member', run: () => call(owner, 'DELETE', `${path}/members/${member.uuid}`) },
    {
      what: 'add somebody',
      run: () => call(owner, 'POST', `${path}/members`, { user_uuid: stranger.uuid }),
    },
    { what: 'the owner leaves', run: () => call(owner, 'DELETE', `${path}/members/${owner.uuid}`) },
  ]
}

const measureActions = async (size: number, text: string): Promise<Measured[]> => {
  const measured: Measured[] = []
  for (const { what, run } of await actionsIn(size, text)) {
    const { calls } = await recordCalls(run)
    const { updateInbox, pushMessage } = await deliverStream()
    const request = sumOf(calls)
    measured.push({
      size,
      what,
      request,
      roundTrips: roundTrips(calls),
      rows: updateInbox,
      push: pushMessage,
    })
  }
  return measured
}

/** The last member leaves a group with this number of messages. The queue deletes them. */
const measureEnd = async (messages: number, text: string): Promise<Measured> => {
  const { members, group } = await createNamedGroups(2, { count: 1, text })
  const [owner, member] = members as [Person, Person]
  const leave = (who: Person) => call(who, 'DELETE', `/message_groups/${group}/members/${who.uuid}`)
  await leave(member)
  for (let count = 2; count < messages - 1; count += 1) await sendMessage(owner, { group }, text)
  await deliverStream()
  const { calls } = await recordCalls(() => leave(owner))
  await deliverStream()
  const { calls: deleting } = await recordCalls(() => works({ uuid: group }))
  return {
    size: 1,
    what: `the last member leaves; ${messages} messages are deleted`,
    request: sumOf(calls),
    roundTrips: roundTrips(calls),
    rows: sumOf(deleting),
    push: nothing,
  }
}

const tableOf = (measured: Measured[]): Table => ({
  title: 'Named groups: what members do',
  columns: [
    { heading: 'members', digits: 0 },
    { heading: 'what' },
    { heading: 'WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'round trips', digits: 0 },
    { heading: 'rows or queue, WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'RCU for the push', digits: 1 },
    { heading: '$ a million', digits: 2 },
  ],
  rows: measured.map(({ size, what, request, roundTrips, rows, push }) => [
    size,
    what,
    request.wcu,
    request.rcu,
    roundTrips,
    rows.wcu,
    rows.rcu,
    push.rcu,
    dollarsOf(sumOf([request, rows, push])),
  ]),
  notes: [
    'The events move the rows of all members, and are pushed. A request also looks for the sockets of those whom it concerns.',
  ],
})

// The limit of 240 messages a minute.
const messagesPerSecond = 240 / 60
const unitsOfAPartition = { wcu: 1000, rcu: 3000 }

/** Every member of a group writes the longest texts as fast as the limit allows: what its partitions have to take. */
const measureRush = async (
  size: number,
  longText: string,
): Promise<{ table: Table; findings: Finding[] }> => {
  const { members, group } = await createNamedGroups(size, { count: 1, text: longText })
  const { calls } = await recordCalls(() =>
    Promise.all(members.map((member) => sendMessage(member, { group }, longText))),
  )
  const { updateInbox, pushMessage } = await deliverStream()
  const perSecond = size * messagesPerSecond
  const { wcu, rcu } = sumOf(calls)
  // A sender reads the own row, in a partition of its own, and the group.
  const groupRcu = rcu / size - 1
  const [messagesWcu, groupReads] = [(wcu / size) * perSecond, groupRcu * perSecond]
  return {
    table: {
      title: `A group of ${size} in which everybody sends the longest texts as fast as the limit allows: ${perSecond} messages a second`,
      columns: [
        { heading: 'what' },
        { heading: 'units a second', digits: 0 },
        { heading: 'a partition has', digits: 0 },
      ],
      rows: [
        ['writes of messages, WCU', messagesWcu, unitsOfAPartition.wcu],
        ['reads of the group by senders, RCU', groupReads, unitsOfAPartition.rcu],
      ],
      notes: [
        `The cost of ${size} concurrent messages after a pause, which are all loud, times ${messagesPerSecond}. updateInbox wrote the newest of them into the ${size} rows, each in another partition, for ${updateInbox.wcu} WCU, and read the group once for each batch; pushMessage read ${pushMessage.rcu} RCU.`,
      ],
    },
    findings: [
      atMost(
        `messages of a group of ${size} in which everybody writes at once`,
        unitsOfAPartition.wcu,
        messagesWcu,
        'WCU a second',
      ),
      atMost(
        `reads of a group of ${size} in which everybody writes at once`,
        unitsOfAPartition.rcu,
        groupReads,
        'RCU a second',
      ),
    ],
  }
}

/** The capacity of what members do in named groups. */
export const measureGroupCosts = async (sizes: number[], text: string, longText: string) => {
  const measured: Measured[] = []
  for (const size of sizes) measured.push(...(await measureActions(size, text)))
  measured.push(await measureEnd(100, text))
  const rush = await measureRush(Math.max(...sizes), longText)
  return { tables: [tableOf(measured), rush.table], findings: rush.findings }
}
