import { randomUUID } from 'node:crypto'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { eventOf } from '../local/workQueue.ts'
import { env } from '../src/env.ts'
import { handler as pushMessage } from '../src/handlers/pushMessage.ts'
import { handler as sendWebPush } from '../src/handlers/sendWebPush.ts'
import { hasBlocked } from '../src/repository/blocks.ts'
import { documents } from '../src/repository/client.ts'
import { listDevices } from '../src/repository/connections.ts'
import { getMembership } from '../src/repository/memberships.ts'
import { getMessage } from '../src/repository/messages.ts'
import { type Capacity, capacityOf, dollarsOf, sumOf } from './capacity.ts'
import { createNamedGroups, createPersonWithConversations } from './ours.ts'
import { type Person, sendMessage } from './people.ts'
import { createSubscription } from './pushBrowser.ts'
import { messageEvent, registerBrowsers } from './pushDevices.ts'
import { dollarsPerQueueMessage } from './pushUse.ts'
import type { Table } from './table.ts'

/*
 * Ways to get from a message to the browsers of people who have no open socket. The reads are measured; invocations and
 * messages of queues and topics are counted.
 */

const dollarsPerPublish = 0.5 / 1e6 // of a topic, which delivers to functions free
const dollarsPerInvocation = 0.2 / 1e6
const dollarsPerGbSecond = 0.0000133334
const memoryGb = 0.5

// Assumptions, as in docs/operations.md.
const invocationMs = 15
const pushServiceMs = 100

type Conversation = {
  members: Person[]
  /** Those without an open socket who have a subscription. */
  offline: Person[]
  message: { group_uuid: string; place: string }
}

type Use = { capacity: Capacity; queued: number; published: number; invocations: number; pushingMs: number }

const none = { queued: 0, published: 0, invocations: 0, pushingMs: 0 }

/** What finding the sockets costs, as today. */
const findSockets = ({ members }: Conversation) =>
  Promise.all(members.map((member) => listDevices(member.uuid)))

const apartKey = (userUuid: string) => `PUS#${userUuid}`

/** Reads the subscriptions of a user from a partition, or a table, of their own. */
const readApart = ({ uuid }: Person) =>
  documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': apartKey(uuid) },
    }),
  )

const storeApart = ({ uuid }: Person) =>
  documents.send(
    new PutCommand({
      TableName: env.tableName,
      Item: { pk: apartKey(uuid), sk: randomUUID(), ...createSubscription('https://push.example').body },
    }),
  )

/** How long one function waits, which sends to all at the same time. */
const pushingMsTo = ({ offline }: Conversation) => (offline.length === 0 ? 0 : pushServiceMs)

type Way = { name: string; run: (conversation: Conversation) => Promise<Use> }

const ours: Way = {
  name: 'subscriptions beside sockets, and a queue for those who are offline (ours)',
  run: async (conversation) => {
    const { members, offline, message } = conversation
    const find = await capacityOf(() => pushMessage(messageEvent(members, 'a')))
    if (offline.length === 0) return { capacity: find, ...none }
    const user_uuids = offline.map(({ uuid }) => uuid)
    const send = await capacityOf(() => sendWebPush(eventOf(JSON.stringify({ ...message, user_uuids }))))
    const capacity = sumOf([find, send])
    return { capacity, ...none, queued: 1, invocations: 1, pushingMs: pushingMsTo(conversation) }
  },
}

/** Reads what sendWebPush reads for each person, and the message, which it reads once. */
const checkAgain = async (userUuid: string, { message: { group_uuid, place } }: Conversation) => {
  const message = await getMessage(group_uuid, place)
  const membership = await getMembership(userUuid, group_uuid)
  await listDevices(userUuid, { consistent: true })
  if (membership?.kind === 'named') await hasBlocked(userUuid, message?.sender.uuid ?? '')
}

const ways: Way[] = [
  ours,
  {
    name: 'subscriptions in a table of their own, and pushes by pushMessage',
    run: async (conversation) => ({
      capacity: await capacityOf(async () => {
        await findSockets(conversation)
        await Promise.all(conversation.members.slice(1).map(readApart))
      }),
      ...none,
      pushingMs: pushingMsTo(conversation),
    }),
  },
  {
    name: 'a topic for all messages, and a function behind it',
    run: async (conversation) => ({
      capacity: await capacityOf(async () => {
        await findSockets(conversation) // by pushMessage
        await findSockets(conversation) // by the function, which cannot know who was reached
        await Promise.all(conversation.members.slice(1).map(readApart))
      }),
      ...none,
      published: 1,
      invocations: 1,
      pushingMs: pushingMsTo(conversation),
    }),
  },
  {
    name: 'as ours, with an invocation for each person',
    run: async (conversation) => ({
      capacity: await capacityOf(async () => {
        await findSockets(conversation)
        for (const { uuid } of conversation.offline) await checkAgain(uuid, conversation)
      }),
      ...none,
      invocations: conversation.offline.length,
      pushingMs: conversation.offline.length * pushServiceMs,
    }),
  },
]

const dollarsOfUse = ({ capacity, queued, published, invocations, pushingMs }: Use): number => {
  const seconds = (invocations * invocationMs + pushingMs) / 1000
  return (
    dollarsOf(capacity) +
    1e6 *
      (queued * dollarsPerQueueMessage +
        published * dollarsPerPublish +
        invocations * dollarsPerInvocation +
        seconds * memoryGb * dollarsPerGbSecond)
  )
}

const prepare = async (
  { members, group }: { members: Person[]; group: string },
  offlineCount: number,
  { text, origin }: { text: string; origin: string },
): Promise<Conversation> => {
  const [sender, ...others] = members as [Person, ...Person[]]
  const offline = others.slice(0, offlineCount)
  for (const person of offline) {
    await registerBrowsers(person, 1, origin)
    await storeApart(person)
  }
  const { uuid, created_at } = await sendMessage(sender, { group }, text)
  return { members, offline, message: { group_uuid: group, place: `${created_at}#${uuid}` } }
}

/** Each way beside ours, for messages that reach everybody by socket, and for some that do not. */
export const measurePushDesigns = async (text: string, origin: string): Promise<Table> => {
  const { me, others, groups } = await createPersonWithConversations(2, text)
  const pairOf = (index: number) => ({
    members: [me, others[index] as Person],
    group: groups[index] as string,
  })
  const fifty = await createNamedGroups(50, { count: 1, text })
  const options = { text, origin }
  const cases: [string, Conversation][] = [
    ['2 people, nobody to push to', await prepare(pairOf(0), 0, options)],
    ['2 people, one push', await prepare(pairOf(1), 1, options)],
    ['50 people, nobody to push to', await prepare(fifty, 0, options)],
    ['50 people, ten pushes', await prepare(fifty, 10, options)],
  ]
  const rows: Table['rows'] = []
  for (const [what, conversation] of cases) {
    let own = Number.NaN
    for (const { name, run } of ways) {
      const use = await run(conversation)
      const dollars = dollarsOfUse(use)
      if (name === ours.name) own = dollars
      const { capacity, queued, published, invocations } = use
      rows.push([what, name, capacity.rcu, queued + published, invocations, dollars, dollars / own])
    }
  }
  return {
    title: 'Ways from a message to browsers, beyond the function that sends to sockets',
    columns: [
      { heading: 'message' },
      { heading: 'way' },
      { heading: 'RCU', digits: 1 },
      { heading: 'queued or published', digits: 0 },
      { heading: 'more invocations', digits: 0 },
      { heading: '$ a million', digits: 2 },
      { heading: '× ours', digits: 2 },
    ],
    rows,
    notes: [
      'RCU include those that find the sockets. Each person has one browser. Nobody to push to: everybody has an open socket, or no subscription.',
      `A message of a queue costs $1.20 a million, of a topic $0.50, an invocation $0.20 and ${memoryGb} GB; assumed are ${invocationMs} ms for its reads, and ${pushServiceMs} ms until a push service answers.`,
      'Only ours and the last one check again whether the person has read the message, muted or left the conversation, or opened a socket. In the second one, the frames of a shard wait for push services.',
    ],
  }
}
