import { recordCalls } from './awsCalls.ts'
import { type Capacity, dollarsOf, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { rowsOnAPage } from './design.ts'
import { createPersonWithConversations } from './ours.ts'
import { atMost, type Finding } from './part.ts'
import { type Body, bodyOf, type Person, request, sendMessage } from './people.ts'
import { promises } from './promises.ts'
import { roundTrips } from './spans.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

type Measured = { what: string; request: Capacity; inboxes: Capacity; push: Capacity; roundTrips: number }

const linkSince = (headers: Headers): string =>
  /<\/api([^>]+)>; rel="since"/.exec(headers.get('link') ?? '')?.[1] ?? ''

/** Two people with a long conversation. Each of its last three messages was sent ten minutes after the one before. */
const createConversation = async (text: string) => {
  const { me, others, groups } = await createPersonWithConversations(1, text)
  const [other, group] = [others[0] as Person, groups[0] as string]
  const send = async (minutesAgo: number): Promise<Body> => {
    shiftClock(-minutesInMs(minutesAgo))
    return sendMessage(me, { group }, text)
  }
  const old: Body[] = []
  for (let count = 0; count < 3 * rowsOnAPage; count += 1) old.push(await send(50))
  const unread: Body[] = []
  for (const minutesAgo of [40, 30, 20]) {
    unread.push(await send(minutesAgo))
    await deliverStream()
  }
  shiftClock(0)
  return { me, other, group, old, unread }
}

type Conversation = Awaited<ReturnType<typeof createConversation>>

const pathOf = ({ message_group_uuid, uuid }: Body) => `/messages/${message_group_uuid}/${uuid}`

/** Lets the process cache the profiles, as in a process that has handled a request of theirs before. */
const warmUp = async (...people: Person[]) => {
  for (const person of people) bodyOf(await request(person, 'GET', '/users/me'))
}

const measure = async (what: string, work: () => Promise<unknown>): Promise<Measured> => {
  const { calls } = await recordCalls(work)
  const { updateInbox, pushMessage } = await deliverStream()
  return {
    what,
    request: sumOf(calls),
    inboxes: updateInbox,
    push: pushMessage,
    roundTrips: roundTrips(calls),
  }
}

const changesOf = (text: string, { me, other, group, old, unread }: Conversation) => {
  const call = async (as: Person, method: string, path: string, body?: object) =>
    bodyOf(await request(as, method, path, body))
  const react = (as: Person, emoji: string) => call(as, 'PUT', `${pathOf(old[9])}/reaction`, { emoji })
  const edited = `b${text.slice(1)}`
  const [unreadOne, , last] = unread
  return [
    { what: 'edit an older message', run: () => call(me, 'PATCH', pathOf(old[8]), { message: edited }) },
    { what: 'edit the last message', run: () => call(me, 'PATCH', pathOf(last), { message: edited }) },
    { what: 'delete an older message', run: () => call(me, 'DELETE', pathOf(old[7])) },
    { what: 'delete an unread message', run: () => call(me, 'DELETE', pathOf(unreadOne)) },
    { what: 'delete the last message', run: () => call(me, 'DELETE', pathOf(last)) },
    { what: 'the first reaction', run: () => react(other, '👍') },
    { what: 'a further reaction', run: () => react(me, '🎉') },
    { what: 'remove a reaction', run: () => call(me, 'DELETE', `${pathOf(old[9])}/reaction`) },
    { what: 'a reaction that is there already', run: () => react(other, '👍') },
    {
      what: 'reply to a message after a pause',
      run: () =>
        call(me, 'POST', '/messages', { message: text, message_group_uuid: group, reply_to: old[6].uuid }),
    },
  ]
}

const measureChanges = async (text: string): Promise<Measured[]> => {
  const conversation = await createConversation(text)
  const { me, other } = conversation
  const read = { message_uuid: conversation.old.at(-1).uuid }
  bodyOf(await request(other, 'PUT', `/message_groups/${conversation.group}/read`, read))
  await warmUp(me, other)
  const measured: Measured[] = []
  for (const { what, run } of changesOf(text, conversation)) measured.push(await measure(what, run))
  return measured
}

/** A client that catches up after this many messages far back were changed. */
const measureCatchUp = async (text: string, what: string, changed: number): Promise<Measured> => {
  const { me, other, group, old } = await createConversation(text)
  shiftClock(-minutesInMs(10))
  const link = linkSince((await request(other, 'GET', `/messages/${group}`)).headers)
  shiftClock(-minutesInMs(5))
  for (const message of old.slice(0, changed))
    bodyOf(await request(me, 'PATCH', pathOf(message), { message: `b${text.slice(1)}` }))
  await deliverStream()
  shiftClock(0)
  await warmUp(other)
  return measure(what, async () => bodyOf(await request(other, 'GET', link)))
}

/** The newest page, whose twenty messages reply to twenty messages far back. */
const measureQuotes = async (text: string): Promise<Measured> => {
  const { me, other, group, old } = await createConversation(text)
  for (const { uuid } of old.slice(0, rowsOnAPage))
    bodyOf(
      await request(me, 'POST', '/messages', { message: text, message_group_uuid: group, reply_to: uuid }),
    )
  await deliverStream()
  await warmUp(other)
  return measure('a page with 20 quotes', async () =>
    bodyOf(await request(other, 'GET', `/messages/${group}`)),
  )
}

const tableOf = (title: string, measured: Measured[], notes: string[] = []): Table => ({
  title,
  columns: [
    { heading: 'what' },
    { heading: 'WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'round trips', digits: 0 },
    { heading: 'inboxes WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'RCU for the push', digits: 1 },
    { heading: '$ a million', digits: 2 },
  ],
  rows: measured.map(({ what, request, inboxes, push, roundTrips }) => [
    what,
    request.wcu,
    request.rcu,
    roundTrips,
    inboxes.wcu,
    inboxes.rcu,
    push.rcu,
    dollarsOf(sumOf([request, inboxes, push])),
  ]),
  notes,
})

const byWhat = (measured: Measured[], what: string): Measured =>
  measured.find((one) => one.what === what) as Measured

const changes = [
  'edit an older message',
  'delete an older message',
  'the first reaction',
  'remove a reaction',
]

const findingsOf = (short: Measured[], long: Measured[], catchUp: Measured[]): Finding[] => [
  ...changes.flatMap((what) => [
    atMost(what, promises.changeWcu.short, byWhat(short, what).request.wcu, 'WCU'),
    atMost(`${what} of 3,072 bytes`, promises.changeWcu.long, byWhat(long, what).request.wcu, 'WCU'),
  ]),
  atMost(
    'two rows that show an edited message',
    promises.shownChangeWcu,
    byWhat(short, 'edit the last message').inboxes.wcu,
    'WCU',
  ),
  atMost(
    'since, nothing changed',
    promises.sinceRcu,
    byWhat(catchUp, 'since, nothing changed').request.rcu,
    'RCU',
  ),
]

/** The capacity of edits, deletions, reactions, replies, and of finding them. */
export const measureChangeCosts = async (
  short: string,
  long: string,
): Promise<{ tables: Table[]; findings: Finding[] }> => {
  const ofShort = await measureChanges(short)
  const ofLong = await measureChanges(long)
  const catchUp = [
    await measureCatchUp(short, 'since, nothing changed', 0),
    await measureCatchUp(short, 'since, 5 messages changed', 5),
    await measureCatchUp(short, 'since, 20 messages changed', rowsOnAPage),
    await measureQuotes(short),
  ]
  return {
    tables: [
      tableOf('Edits, deletions, reactions and replies, with texts of 170 bytes', ofShort),
      tableOf('The same with the longest texts, 3,072 bytes', ofLong),
      tableOf('Catching up, with texts of 170 bytes', catchUp, [
        'The push looks for the sockets of both people; nobody has one open.',
      ]),
    ],
    findings: findingsOf(ofShort, ofLong, catchUp),
  }
}
