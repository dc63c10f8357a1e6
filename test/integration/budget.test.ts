import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { createSubscription } from '../../bench/pushBrowser.ts'
import { changeUser } from '../../src/repository/admin/users.ts'
import { listDevices, listDevicesOf } from '../../src/repository/connections.ts'
import {
  announces,
  aPicture,
  declarationOf,
  opensAttachment,
  sends as sendsPictures,
  sides,
} from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { deletes, edits, keyAt, reacts, unreacts } from '../steps/messageChanges.ts'
import { png } from '../steps/pictureFiles.ts'
import { reports } from '../steps/reported.ts'
import * as then from '../steps/then.ts'
import { calls, nextPageOf } from '../steps/when.ts'
import { countRoundTrips, meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Caller = { token: string }

const knows = (...people: Caller[]) => Promise.all(people.map((as) => calls('GET', '/api/users/me', { as })))

const aKnown = async () => {
  const user = await given.aUser()
  await knows(user)
  return user
}

// Nothing is sent there.
const pushService = 'https://push.example'
process.env.PUSH_SERVICES = pushService

/** Registers new browsers, whose addresses are as long as those of the large push services. */
const registersBrowsers = async (as: Caller, count: number) => {
  for (let index = 0; index < count; index += 1) {
    const { uuid, body } = createSubscription(pushService)
    const { status } = await calls('PUT', `/api/push_subscriptions/${uuid}`, { as, body })
    expect(status).toBe(200)
  }
}

/** Two people in a conversation, both cached. */
const aWarmGroup = async () => {
  const group = await given.aGroup()
  await knows(group.me, group.other)
  return group
}

const lists = (as: Caller) => calls('GET', '/api/message_groups', { as })
const reads = (as: Caller, target: string) => calls('GET', target, { as })
const sends = (as: Caller, body: object, timeOfUuid = Date.now()) => {
  const headers = { 'idempotency-key': uuidv7({ msecs: timeOfUuid }) }
  return calls('POST', '/api/messages', { as, body, headers })
}

/** The calls to the table for a successful request. */
const commandsOf = async (act: () => Promise<{ status: number }>) => {
  const { commands } = await meter(async () => expect((await act()).status).toBe(200))
  return commands.toSorted()
}

describe('with a cached caller, the table is called', () => {
  test('twice for a page of messages', async () => {
    const { me, uuid } = await aWarmGroup()
    for (const message of ['two', 'three']) await sends(me, { message, message_group_uuid: uuid })
    const path = `/api/messages/${uuid}?limit=1`
    expect(await commandsOf(() => reads(me, path))).toEqual(['GetItem', 'Query'])
    const next = nextPageOf(await reads(me, path)) ?? ''
    expect(await commandsOf(() => reads(me, next))).toEqual(['GetItem', 'Query'])
  })

  test('once for an inbox, and once more for each conversation on the page', async () => {
    const { me, other } = await aWarmGroup()
    const { handle, ...third } = await given.aUser()
    await knows(third)
    await sends(other, { message: 'hi', handle })
    expect(await commandsOf(() => lists(other))).toEqual(['Query', 'Query', 'Query'])
    await sends({ token: third.token }, { message: 'hi', handle: me.handle })
    expect(await commandsOf(() => lists({ token: third.token }))).toEqual(['Query', 'Query', 'Query'])
    const nobody = await aKnown()
    expect(await commandsOf(() => lists(nobody))).toEqual(['Query'])
  })

  test('three times to open a conversation', async () => {
    const { other, uuid } = await aWarmGroup()
    const path = `/api/message_groups/${uuid}`
    expect(await commandsOf(() => reads(other, path))).toEqual(['GetItem', 'GetItem', 'Query'])
  })

  test('twice to send into a conversation', async () => {
    const { me, uuid } = await aWarmGroup()
    const act = () => sends(me, { message: 'hi', message_group_uuid: uuid })
    expect(await commandsOf(act)).toEqual(['GetItem', 'PutItem'])
  })

  test.each([
    ['with a fresh key', 0],
    ['with a late key', 600_000],
  ])('no more than three times to start a conversation %s', async (_, age) => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await knows(me)
    const act = () => sends(me, { message: 'hi', handle: other.handle }, Date.now() - age)
    expect(await commandsOf(act)).toEqual(['GetItem', 'GetItem', 'TransactWriteItems'])
  })

  test('three times to mark as read, and beside the third for the sockets of both', async () => {
    const { other, uuid, messageUuid } = await aWarmGroup()
    const act = () =>
      calls('PUT', `/api/message_groups/${uuid}/read`, { as: other, body: { message_uuid: messageUuid } })
    expect(await commandsOf(act)).toEqual(['GetItem', 'Query', 'Query', 'Query', 'UpdateItem'])
  })

  test('six times to report a message, and three times to report it again', async () => {
    const { other, uuid, messageUuid } = await aWarmGroup()
    const act = () => reports(other, uuid, messageUuid)
    expect(await commandsOf(act)).toEqual([
      ...['GetItem', 'GetItem', 'Query', 'Query', 'Query'],
      'TransactWriteItems',
    ])
    expect(await commandsOf(act)).toEqual(['GetItem', 'GetItem', 'Query'])
  })

  test('twice to announce a picture, three times to renew its URL, and in one transaction to send it', async () => {
    const { me, other, uuid } = await aWarmGroup()
    const file = png(sides)
    expect(await commandsOf(() => announces(me, uuid, declarationOf(file)))).toEqual(['GetItem', 'PutItem'])
    const picture = await aPicture(me, uuid)
    const key = keyAt(Date.now())
    const send = () => sendsPictures(me, uuid, [picture], { key })
    expect(await commandsOf(send)).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'TransactWriteItems'])
    expect(await commandsOf(send)).toEqual(['GetItem', 'GetItem'])
    expect(await commandsOf(() => opensAttachment(other, picture.uuid))).toEqual([
      'GetItem',
      'GetItem',
      'Query',
    ])
  })

  test('five times to register a browser for pushes and to look for others, and three times to delete it', async () => {
    const me = await aKnown()
    const { uuid, body } = createSubscription(pushService)
    const path = `/api/push_subscriptions/${uuid}`
    const registering = ['GetItem', 'GetItem', 'GetItem', 'Query', 'TransactWriteItems'] // reads the profile again
    const register = () => calls('PUT', path, { as: me, body })
    expect(await commandsOf(register)).toEqual(registering)
    expect(await commandsOf(register)).toEqual(registering)
    const unregister = () => calls('DELETE', path, { as: me })
    expect(await commandsOf(unregister)).toEqual(['DeleteItem', 'DeleteItem', 'GetItem'])
    expect(await commandsOf(unregister)).toEqual(['GetItem'])
  })

  test('twice to begin an export, or to find one that has not begun, and once to list them', async () => {
    const me = await aKnown()
    const begin = () => calls('POST', '/api/exports', { as: me })
    expect(await commandsOf(begin)).toEqual(['Query', 'TransactWriteItems'])
    expect(await commandsOf(begin)).toEqual(['Query', 'UpdateItem'])
    expect(await commandsOf(() => reads(me, '/api/exports'))).toEqual(['Query'])
  })

  test('never for the health check', async () => {
    expect(await commandsOf(() => calls('GET', '/api/health-check'))).toEqual([])
  })
})

describe('with a cached caller, at most two round trips to the table are sequential', () => {
  const takes = async (turns: number, act: () => Promise<{ status: number }>) =>
    expect(await countRoundTrips(async () => expect((await act()).status).toBe(200))).toBe(turns)

  test('in reading an inbox, its further pages, a conversation and its messages', async () => {
    const { me, uuid } = await aWarmGroup()
    await sends(await given.aUser(), { message: 'hi', handle: me.handle })
    await takes(2, () => lists(me))
    const first = await reads(me, '/api/message_groups?limit=1')
    const next = nextPageOf(first) ?? ''
    await takes(2, () => reads(me, next))
    await takes(2, () => reads(me, `/api/message_groups/${uuid}`))
    await takes(2, () => reads(me, `/api/messages/${uuid}`))
    await takes(1, () => reads(me, `/api/users/@${me.handle}/short`))
  })

  test('in sending, by group or by handle, and in starting a conversation', async () => {
    const { me, other, uuid } = await aWarmGroup()
    await takes(2, () => sends(me, { message: 'hi', message_group_uuid: uuid }))
    await sends(me, { message: 'hi', handle: other.handle })
    await takes(2, () => sends(me, { message: 'hi', handle: other.handle }))
    const third = await aKnown()
    await sends(other, { message: 'hi', handle: third.handle })
    await takes(2, () => sends(me, { message: 'hi', handle: third.handle }))
  })

  test('but three in reading beside a message and in marking as read: membership is checked first', async () => {
    const { other, uuid, messageUuid } = await aWarmGroup()
    for (const relation of ['before', 'after', 'around', 'since'])
      await takes(3, () => reads(other, `/api/messages/${uuid}?${relation}=${messageUuid}`))
    const read = { as: other, body: { message_uuid: messageUuid } }
    await takes(3, () => calls('PUT', `/api/message_groups/${uuid}/read`, read))
  })

  test('and a message to a handle is sent to its new owner, not to the cached one', async () => {
    const [me, former, heir] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
    await sends(me, { message: 'to the former', handle: former.handle })
    const longAgo = Date.now() - 31 * 24 * 60 * 60_000 // the handle is not reserved any more
    await changeUser(former.uuid, { handle: given.aHandle() }, longAgo)
    await changeUser(heir.uuid, { handle: former.handle })
    const { body } = await sends(me, { message: 'to the heir', handle: former.handle })
    const ofHeir = await lists(heir)
    expect(ofHeir.body.map((group: { uuid: string }) => group.uuid)).toEqual([body.message_group_uuid])
  })
})

test('a user is looked up once for two consecutive calls', async () => {
  const me = await given.aUser()
  expect(await commandsOf(() => lists(me))).toEqual(['GetItem', 'Query'])
  expect(await commandsOf(() => lists(me))).toEqual(['Query'])
})

describe('a stranger', () => {
  const routes: [
    string,
    (uuid: string, messageUuid: string) => [method: string, target: string, body?: object],
  ][] = [
    ['asks for a conversation', (uuid) => ['GET', `/api/message_groups/${uuid}`]],
    ['reads its messages', (uuid) => ['GET', `/api/messages/${uuid}?limit=100`]],
    ['reads beside one of them', (uuid, around) => ['GET', `/api/messages/${uuid}?around=${around}`]],
    [
      'marks it as read',
      (uuid, message_uuid) => ['PUT', `/api/message_groups/${uuid}/read`, { message_uuid }],
    ],
  ]

  test.each(routes)(
    'who %s causes one read of one small item, with any data in the conversation',
    async (_, route) => {
      const { other, uuid, messageUuid } = await aWarmGroup()
      const stranger = await aKnown()
      for (let count = 0; count < 20; count += 1)
        await sends(other, { message: '€'.repeat(1024), message_group_uuid: uuid })
      const costs = []
      for (const groupUuid of [uuid, randomUUID()]) {
        const [method, target, body] = route(groupUuid, messageUuid)
        const act = async () => {
          const answer = await calls(method, target, { as: stranger, body })
          then.isRefused(answer, 404, 'message_group_not_found')
        }
        costs.push(await meter(act))
      }
      const [ofOthers, ofNobody] = costs
      expect(ofOthers).toEqual(ofNobody)
      expect(ofOthers?.commands).toEqual(['GetItem'])
      expect(ofOthers?.units[0]).toBeLessThanOrEqual(1)
    },
  )
})

describe('the capacity', () => {
  test.each([
    ['a fresh key is one write unit', 0, [1]],
    ['a late key is one write unit, and one for the pointer', 600_000, [1, 1]],
  ])('for a message of 600 bytes with %s', async (_, age, units) => {
    const { me, uuid } = await aWarmGroup()
    const body = { message: 'x'.repeat(600), message_group_uuid: uuid }
    const spent = await meter(() => sends(me, body, Date.now() - age))
    expect(spent.commands.slice(1)).toEqual(units.map(() => 'PutItem'))
    expect(spent.units.slice(1)).toEqual(units)
  })

  test('for a page of 20 short messages is at most 1 read unit, and for an empty inbox at most 0.5', async () => {
    const { me, uuid } = await aWarmGroup()
    for (let count = 1; count < 25; count += 1) await sends(me, { message: 'hi', message_group_uuid: uuid })
    const { commands, units } = await meter(() => reads(me, `/api/messages/${uuid}`))
    const [ofQuery = 0] = units.filter((_, index) => commands[index] === 'Query')
    expect(ofQuery).toBeGreaterThanOrEqual(0.5)
    expect(ofQuery).toBeLessThanOrEqual(1)
    const nobody = await aKnown()
    const ofNothing = await meter(() => lists(nobody))
    expect(ofNothing.commands).toEqual(['Query'])
    expect(ofNothing.units[0]).toBeLessThanOrEqual(0.5) // an older engine charges nothing for it
  })
})

describe('finding the devices of people to whom a message is sent', () => {
  const unitsFor = async (...people: { uuid: string }[]) =>
    (await meter(() => listDevicesOf(people.map(({ uuid }) => uuid)))).units

  test('costs half a read unit for each, whether or not they have up to six browsers that get pushes', async () => {
    const [none, some] = await Promise.all([given.aUser(), given.aUser()])
    await registersBrowsers(some, 6)
    const [ofNone = Number.NaN, ofSome] = await unitsFor(none, some)
    expect(ofNone).toBeLessThanOrEqual(0.5) // an older engine charges nothing for it
    expect(ofSome).toBe(0.5)
  })

  test('costs at most one and a half with the most browsers that a person can register', async () => {
    const me = await given.aUser()
    await registersBrowsers(me, 20)
    const { subscriptions } = await listDevices(me.uuid)
    expect(subscriptions).toHaveLength(16)
    expect((await unitsFor(me))[0]).toBeLessThanOrEqual(1.5)
  })
})

describe('a change of a message', () => {
  const costOf = async (act: () => Promise<{ status: number }>) => {
    const { commands, units } = await meter(async () => expect((await act()).status).toBe(200))
    return { commands, writes: units.slice(2).reduce((sum, one) => sum + one, 0) }
  }

  const calledFor = (command: string) => ({
    commands: ['GetItem', 'Query', 'PutItem', command],
    writes: 2,
  })

  test('costs one write unit more than the message', async () => {
    const { me, other, uuid, messageUuid } = await aWarmGroup()
    const said = { uuid: messageUuid, message_group_uuid: uuid }
    for (const act of [
      () => reacts(other, said, '👍'),
      () => reacts(me, said, '👍'),
      () => unreacts(me, said),
      () => edits(me, said, 'edited'),
      () => deletes(me, said),
    ])
      expect(await costOf(act)).toEqual(calledFor('UpdateItem'))
  })

  test('that was made before writes nothing', async () => {
    const { me, other, uuid, messageUuid } = await aWarmGroup()
    const said = { uuid: messageUuid, message_group_uuid: uuid }
    await edits(me, said, 'edited')
    await reacts(other, said, '👍')
    const repeated = [
      () => edits(me, said, 'edited'),
      () => reacts(other, said, '👍'),
      () => unreacts(me, said),
    ]
    for (const act of repeated) expect((await costOf(act)).commands).toEqual(['GetItem', 'Query'])
  })

  test('a reply costs one read unit more than another message', async () => {
    const { me, uuid, messageUuid } = await aWarmGroup()
    const act = () => sends(me, { message: 'hi', message_group_uuid: uuid, reply_to: messageUuid })
    const { commands, units } = await meter(act)
    expect([commands, units]).toEqual([
      ['GetItem', 'Query', 'PutItem'],
      [1, 1, 1],
    ])
  })
})
