import { eventOf } from '../local/workQueue.ts'
import { handler as sendWebPush } from '../src/handlers/sendWebPush.ts'
import { putConnection, setAway } from '../src/repository/connections.ts'
import { type Call, recordCalls } from './awsCalls.ts'
import { createNamedGroups, createPersonWithConversations } from './ours.ts'
import { bodyOf, createPeople, type Person, request, sendMessage } from './people.ts'
import { createSubscription } from './pushBrowser.ts'
import { connectionOf, registerBrowsers } from './pushDevices.ts'
import { pushUse } from './pushUse.ts'
import { roundTrips } from './spans.ts'
import type { Table } from './table.ts'

type Use = { what: string; calls: Call[] }

const use = async (what: string, work: () => Promise<unknown>): Promise<Use> => ({
  what,
  calls: (await recordCalls(work)).calls,
})

const measureRegistering = async (origin: string): Promise<Use[]> => {
  const [me, other] = (await createPeople(2)) as [Person, Person]
  await registerBrowsers(me, 1, origin) // the process then knows both and their limits
  await registerBrowsers(other, 1, origin)
  const { uuid, body } = createSubscription(origin)
  const path = `/push_subscriptions/${uuid}`
  const register = (person: Person) => () => request(person, 'PUT', path, body).then(bodyOf)
  return [
    await use('register a browser', register(me)),
    await use('– again, a day later', register(me)),
    await use('– for another account on the same device', register(other)),
    await use('delete a subscription', () => request(other, 'DELETE', path).then(bodyOf)),
  ]
}

const measureAway = async (): Promise<Use[]> => {
  const [me] = (await createPeople(1)) as [Person]
  const connection = connectionOf(me)
  await putConnection(connection)
  return [await use('a client tells whether somebody looks', () => setAway(connection, true, Date.now()))]
}

/** Queues a new message for people, as pushMessage does. */
const pushEvent = async (sender: Person, group: string, recipients: Person[], text: string) => {
  const { uuid, created_at } = await sendMessage(sender, { group }, text)
  const user_uuids = recipients.map((recipient) => recipient.uuid)
  return eventOf(JSON.stringify({ group_uuid: group, place: `${created_at}#${uuid}`, user_uuids }))
}

const measureDirect = async (text: string, origin: string): Promise<Use[]> => {
  const { me, others, groups } = await createPersonWithConversations(2, text)
  const [once, twice] = others as [Person, Person]
  await registerBrowsers(once, 1, origin)
  await registerBrowsers(twice, 2, origin)
  const [first, second] = groups as [string, string]
  const toOne = await pushEvent(me, first, [once], text)
  await sendWebPush(toOne) // reads the keys, once per process
  const read = await pushEvent(me, first, [once], text)
  const { user_uuids, place, ...rest } = JSON.parse(read.Records[0]?.body ?? '')
  const message_uuid = place.split('#')[1]
  const again = await pushEvent(me, first, [once], text)
  const toBrowser = await use('sendWebPush, one person with a browser', () => sendWebPush(again))
  const toTwo = await pushEvent(me, second, [twice], text)
  const toBrowsers = await use('– with two browsers', () => sendWebPush(toTwo))
  await request(once, 'PUT', `/message_groups/${rest.group_uuid}/read`, { message_uuid }).then(bodyOf)
  const toReader = await use('– who has read the message meanwhile', () => sendWebPush(read))
  return [toBrowser, toBrowsers, toReader]
}

const measureGroup = async (text: string, origin: string): Promise<Use[]> => {
  const { members, group } = await createNamedGroups(50, { count: 1, text })
  const [sender, ...others] = members as [Person, ...Person[]]
  const offline = others.slice(0, 10)
  for (const person of offline) await registerBrowsers(person, 1, origin)
  const one = await pushEvent(sender, group, offline.slice(0, 1), text)
  const ten = await pushEvent(sender, group, offline, text)
  return [
    await use('sendWebPush, one member of a group', () => sendWebPush(one)),
    await use('– ten members', () => sendWebPush(ten)),
  ]
}

/** The units, requests and round trips of subscriptions and pushes. */
export const measurePushCosts = async (text: string, origin: string): Promise<Table> => {
  const all = [
    ...(await measureRegistering(origin)),
    ...(await measureAway()),
    ...(await measureDirect(text, origin)),
    ...(await measureGroup(text, origin)),
  ]
  return {
    title: 'Subscriptions and pushes, with texts of 170 bytes',
    columns: [
      { heading: 'what' },
      { heading: 'WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: 'pushes', digits: 0 },
      { heading: 'round trips', digits: 0 },
      { heading: '$ a million', digits: 2 },
    ],
    rows: all.map(({ what, calls }) => {
      const { wcu, rcu, pushes, dollars } = pushUse(calls)
      return [what, wcu, rcu, pushes, roundTrips(calls), dollars]
    }),
    notes: [
      'In a warm process, which has read the keys. Push services are free; Lambda and the queue are not included.',
    ],
  }
}
