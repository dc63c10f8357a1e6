import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Connection } from '../src/domain/connection.ts'
import { placeOf } from '../src/domain/place.ts'
import { handler as pushMessage } from '../src/handlers/pushMessage.ts'
import { putConnection } from '../src/repository/connections.ts'
import type { Gateway } from '../test/steps/gateway.ts'
import { recordCalls } from './awsCalls.ts'
import { minutesInMs } from './clock.ts'
import { atMost, type Finding } from './part.ts'
import { bodyOf, createPeople, type Person, request } from './people.ts'
import { promises } from './promises.ts'
import { createSubscription } from './pushBrowser.ts'
import { pushUse } from './pushUse.ts'
import { roundTrips } from './spans.ts'
import { streamRecordOf } from './streamRecord.ts'
import type { Table } from './table.ts'

export const registerBrowsers = async (person: Person, count: number, origin: string) => {
  for (let index = 0; index < count; index += 1) {
    const { uuid, body } = createSubscription(origin)
    bodyOf(await request(person, 'PUT', `/push_subscriptions/${uuid}`, body))
  }
}

export const connectionOf = ({ uuid: userUuid }: Person): Connection => {
  const now = Date.now()
  return {
    userUuid,
    id: `socket-${randomUUID()}`,
    connectedAt: now,
    expiresAtSeconds: Math.floor((now + minutesInMs(60)) / 1000),
  }
}

const openSockets = async (person: Person, count: number, gateway: Gateway) => {
  for (let index = 0; index < count; index += 1) {
    const connection = connectionOf(person)
    gateway.open(connection.id, { take: () => {}, end: () => {} })
    await putConnection(connection)
  }
}

/** The stream's event of a message of the first of these people. */
export const messageEvent = (members: Person[], text: string) => {
  const uuid = uuidv7()
  const record = streamRecordOf({
    uuid,
    groupUuid: randomUUID(),
    place: placeOf(Date.now(), uuid),
    text,
    sender: members[0] as Person,
    memberUuids: members.map((member) => member.uuid),
  })
  return { Records: [record] }
}

const cases = [
  { sockets: 0, subscriptions: 0 },
  { sockets: 0, subscriptions: 1 },
  { sockets: 0, subscriptions: 2 },
  { sockets: 0, subscriptions: 4 },
  { sockets: 0, subscriptions: 16 },
  { sockets: 1, subscriptions: 0 },
  { sockets: 1, subscriptions: 1 },
  { sockets: 2, subscriptions: 2 },
  { sockets: 4, subscriptions: 4 },
]

const measureOne = async (
  devices: (typeof cases)[number],
  text: string,
  gateway: Gateway,
  origin: string,
) => {
  const [sender, recipient] = (await createPeople(2)) as [Person, Person]
  await registerBrowsers(recipient, devices.subscriptions, origin)
  await openSockets(recipient, devices.sockets, gateway)
  const { calls } = await recordCalls(() => pushMessage(messageEvent([sender, recipient], text)))
  return { ...devices, ...pushUse(calls), trips: roundTrips(calls) }
}

/** What pushMessage needs for a message, by the devices of its recipient. */
export const measureDevices = async (text: string, gateway: Gateway, origin: string) => {
  const measured: Awaited<ReturnType<typeof measureOne>>[] = []
  for (const devices of cases) measured.push(await measureOne(devices, text, gateway, origin))
  const table: Table = {
    title: 'pushMessage, for a message between two people, by the devices of the recipient',
    columns: [
      { heading: 'open sockets', digits: 0 },
      { heading: 'subscriptions', digits: 0 },
      { heading: 'RCU', digits: 1 },
      { heading: 'frames', digits: 0 },
      { heading: 'queue messages', digits: 0 },
      { heading: 'round trips', digits: 0 },
      { heading: '$ a million', digits: 2 },
    ],
    rows: measured.map(({ sockets, subscriptions, rcu, frames, queued, trips, dollars }) => [
      sockets,
      subscriptions,
      rcu,
      frames,
      queued,
      trips,
      dollars,
    ]),
    notes: ['The sender has no devices. $ a million is without frames and without Lambda.'],
  }
  const { rcu, subscriptions: most } = promises.devices
  const found = measured.filter(({ subscriptions }) => subscriptions <= most).map((one) => one.rcu)
  const what = `finding the devices of two people who have at most ${most} subscriptions`
  const finding: Finding = atMost(what, rcu, Math.max(...found), 'RCU')
  return { table, findings: [finding] }
}
