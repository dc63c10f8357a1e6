import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { v7 as uuidv7 } from 'uuid'
import type { Connection } from '../../src/domain/connection.ts'
import { type Frame, frameSchema } from '../../src/domain/viewSchemas.ts'
import { handler as authorizeSocket } from '../../src/handlers/authorizeSocket.ts'
import { handler as pushMessage } from '../../src/handlers/pushMessage.ts'
import { deleteConnections } from '../../src/repository/connections.ts'
import { at } from '../steps/clock.ts'
import { aConnectionOf } from '../steps/connections.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { live, opens, Refused, theGateway } from '../steps/sockets.ts'
import { newIn } from '../steps/stream.ts'
import { itemsIn } from '../steps/table.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'
import { meter, type Pass, through } from '../steps/wire.ts'

given.anEngine()
live()

// Removes the timeout, except in one test, so that no test fails on a slow machine.
beforeEach(() => {
  jest.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal)
  jest.spyOn(Math, 'random').mockReturnValue(0) // the SDK's backoff is a random share of a maximum
})
afterEach(() => {
  jest.restoreAllMocks()
})

type Somebody = { uuid: string; token: string }

const minute = 60_000

/** A socket that has been open for a while. */
const aSocketOf = async (user: Somebody, change: Partial<Connection> = {}) => {
  const id = await aConnectionOf(user, change)
  const frames: Frame[] = []
  let isEnded = false
  theGateway().open(id, {
    take: (text) => frames.push(frameSchema.parse(JSON.parse(text))),
    end: () => {
      isEnded = true
    },
  })
  const texts = () => frames.map((frame) => (frame.type === 'message' ? frame.message.message : frame.type))
  return { id, texts, isEnded: () => isEnded }
}

const socketsOf = async ({ uuid }: Somebody) => (await itemsIn(`CON#${uuid}`)).map(({ sk }) => sk)

const hears = (socket: { texts: () => string[] }, text: string) =>
  eventually(socket.texts, (texts) => texts.includes(text))

/** A conversation whose first message has been pushed, so that a new socket gets only the messages of the test. */
const aQuietGroup = async () => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const probe = await aSocketOf(other)
  const { body } = await calls('POST', '/api/messages', {
    as: me,
    body: { message: 'first', handle: other.handle },
  })
  await hears(probe, 'first')
  await deleteConnections([{ userUuid: other.uuid, id: probe.id }])
  return { me, other, uuid: String(body.message_group_uuid) }
}

const sends = async ({ me, uuid }: Awaited<ReturnType<typeof aQuietGroup>>, message: string) =>
  (await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })).body

describe('a socket that cannot be reached', () => {
  test('is forgotten at the first push if it is gone, and does not delay others', async () => {
    const group = await aQuietGroup()
    const [gone, open] = [await aSocketOf(group.other), await aSocketOf(group.other)]
    theGateway().lose(gone.id)
    await sends(group, 'hello')
    await hears(open, 'hello')
    await eventually(
      () => socketsOf(group.other),
      (ids) => !ids.includes(gone.id),
    )
    expect(await socketsOf(group.other)).toEqual([open.id])
  })

  test('is not forgotten while it is still opening', async () => {
    const group = await aQuietGroup()
    const opening = await aSocketOf(group.other, { connectedAt: Date.now() + minute })
    theGateway().fail(opening.id, 410)
    await sends(group, 'too early')
    await eventually(() => theGateway().postsTo(opening.id), Boolean)
    await sends(group, 'and now')
    await hears(opening, 'and now')
    expect(await socketsOf(group.other)).toEqual([opening.id])
  })

  test('is retried when it is throttled', async () => {
    const group = await aQuietGroup()
    const busy = await aSocketOf(group.other)
    theGateway().fail(busy.id, 429, 429)
    await sends(group, 'hello')
    await hears(busy, 'hello')
    expect([busy.texts(), theGateway().postsTo(busy.id)]).toEqual([['hello'], 3])
  })

  test.each([
    ['is throttled for too long', [429, 429, 429, 429]],
    ['fails', [500, 500, 500, 500]],
    ['refuses', [403]],
    ['does not answer', ['silence' as const]],
  ])(
    'is closed when it %s, so that its client reconnects and catches up; the other sockets get the message',
    async (what, faults) => {
      if (what === 'does not answer') jest.restoreAllMocks()
      const group = await aQuietGroup()
      const [stuck, fine] = [await aSocketOf(group.other), await aSocketOf(group.other)]
      theGateway().fail(stuck.id, ...faults)
      await sends(group, 'hello')
      await hears(fine, 'hello')
      await eventually(stuck.isEnded, Boolean)
      await eventually(
        () => socketsOf(group.other),
        (ids) => ids.length === 1,
      )
      expect([stuck.texts(), fine.isEnded(), await socketsOf(group.other)]).toEqual([[], false, [fine.id]])
    },
  )
})

describe('a socket whose token has expired', () => {
  const past = () => ({ expiresAtSeconds: Math.floor(Date.now() / 1000) - 1 })

  test('gets no message, and is closed and forgotten', async () => {
    const group = await aQuietGroup()
    const [over, open] = [await aSocketOf(group.other, past()), await aSocketOf(group.other)]
    await sends(group, 'secret')
    await hears(open, 'secret')
    await eventually(over.isEnded, Boolean)
    await eventually(
      () => socketsOf(group.other),
      (ids) => ids.length === 1,
    )
    expect([over.texts(), await socketsOf(group.other)]).toEqual([[], [open.id]])
  })

  test('gets an error at its next frame, and is closed', async () => {
    const { cognitoUserId } = await given.aUser()
    const now = Date.now()
    const ping = { action: 'ping' }
    const socket = await at(now, () => opens({ token: tokenFor(cognitoUserId, 60) }))
    await at(now + minute - 1000, () => socket.sends(ping))
    expect([socket.frames, socket.isClosed()]).toEqual([[{ type: 'pong' }], false])
    await at(now + minute, () => socket.sends(ping))
    expect([socket.frames.at(-1), socket.isClosed()]).toEqual([{ type: 'error', code: 'unauthorized' }, true])
  })

  test('lives as long as the token, and at most two hours', async () => {
    const user = await given.aUser()
    const now = Date.now()
    for (const [seconds, most] of [
      [60, 60],
      [24 * 3600, 2 * 3600],
    ] as const) {
      const socket = await at(now, () => opens({ token: tokenFor(user.cognitoUserId, seconds) }))
      const [row] = (await itemsIn(`CON#${user.uuid}`)).filter(({ sk }) => sk === socket.connectionId)
      expect(row?.expires_at).toBe(Math.floor(now / 1000) + most)
      await socket.close()
    }
    expect(await socketsOf(user)).toEqual([])
  })
})

describe('a user with many sockets', () => {
  test('keeps the newest twenty', async () => {
    const user = await given.aUser()
    const old = []
    for (let age = 25; age > 0; age -= 1) {
      old.push(await aSocketOf(user, { connectedAt: Date.now() - age * minute }))
    }
    const newest = await opens(user)
    const kept = old.slice(6)
    expect((await socketsOf(user)).toSorted()).toEqual(
      [newest.connectionId, ...kept.map(({ id }) => id)].toSorted(),
    )
    expect(old.map(({ isEnded }) => isEnded())).toEqual(old.map((_, index) => index < 6))
  })

  test('gets at most forty of a hundred concurrent sockets, and can open another one afterwards', async () => {
    const user = await given.aUser()
    let rows = 0
    const { promise: allAreThere, resolve } = Promise.withResolvers<void>()
    // Every row is written before the first count.
    const together: Pass = async ({ command }, send) => {
      if (command === 'Query') await allAreThere
      const answer = await send()
      if (command === 'PutItem') rows += 1
      if (rows === 100) resolve()
      return answer
    }
    const openAll = () => Promise.allSettled(Array.from({ length: 100 }, () => opens(user)))
    const outcomes = await at(Date.now(), () => through(together, openAll))
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused.every((reason) => reason instanceof Refused && reason.status === 429)).toBe(true)
    expect(refused.length).toBeGreaterThanOrEqual(60)
    const accepted = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    // The oldest accepted sockets may have been closed for the newest.
    const open = () => accepted.filter(({ isClosed }) => !isClosed()).map(({ connectionId }) => connectionId)
    expect((await socketsOf(user)).toSorted()).toEqual(open().toSorted())
    const next = await opens(user)
    expect(await socketsOf(user)).toContain(next.connectionId)
  })
})

describe('pushMessage', () => {
  test('costs one read unit and no write for a message between two people with a socket each', async () => {
    const group = await given.aGroup()
    await Promise.all([aSocketOf(group.me), aSocketOf(group.other)])
    const records = await newIn([group.uuid], 1, 'pushMessage')
    const { commands, units } = await meter(() => pushMessage({ Records: records }))
    expect([commands, units]).toEqual([
      ['Query', 'Query'],
      [0.5, 0.5],
    ])
  })

  test('sends a repeated record again, and changes nothing', async () => {
    const group = await given.aGroup('once')
    const records = await newIn([group.uuid], 1, 'pushMessage')
    const socket = await aSocketOf(group.other)
    await pushMessage({ Records: records })
    await pushMessage({ Records: records })
    expect(socket.texts().filter((text) => text === 'once').length).toBeGreaterThanOrEqual(2)
    expect(await socketsOf(group.other)).toEqual([socket.id])
  })

  test('looks up the sockets of a member once per batch, and sends in order', async () => {
    const group = await aQuietGroup()
    const texts = ['one', 'two', 'three', 'four']
    const probe = await aSocketOf(group.other)
    for (const text of texts) await sends(group, text)
    await hears(probe, 'four')
    const records = (await newIn([group.uuid], 5, 'pushMessage')).slice(1)
    const socket = await aSocketOf(group.other)
    const { commands } = await meter(() => pushMessage({ Records: records }))
    expect(commands).toEqual(['Query', 'Query'])
    expect(socket.texts()).toEqual(texts)
  })

  test('skips pointers and unreadable records', async () => {
    const group = await aQuietGroup()
    const socket = await aSocketOf(group.other)
    const late = { 'idempotency-key': uuidv7({ msecs: Date.now() - 10 * minute }) }
    const body = { message: 'late', message_group_uuid: group.uuid }
    await calls('POST', '/api/messages', { as: group.me, body, headers: late })
    await hears(socket, 'late')
    const records = await newIn([group.uuid], 3, 'pushMessage')
    await pushMessage({ Records: [{ eventName: 'INSERT', dynamodb: { NewImage: {} } }, ...records] })
    expect(new Set(socket.texts())).toEqual(new Set(['first', 'late']))
  })

  test('fails as a whole when the table is unavailable, so that the batch is retried', async () => {
    const records = await newIn([(await given.aGroup()).uuid], 1, 'pushMessage')
    const { TABLE_NAME } = process.env
    process.env.TABLE_NAME = 'nowhere'
    await expect(pushMessage({ Records: records })).rejects.toThrow()
    process.env.TABLE_NAME = TABLE_NAME
  })
})

test('an invalid token is denied without an error, and an unavailable table is an error', async () => {
  const opening = (token: string) =>
    ({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:eu:1:api/test/$connect',
      headers: { 'Sec-WebSocket-Protocol': `cruddur.v1, ${token}` },
    }) as unknown as APIGatewayRequestAuthorizerEvent
  const denied = await authorizeSocket(opening('no-token'))
  expect(denied.policyDocument.Statement).toEqual([expect.objectContaining({ Effect: 'Deny' })])
  const { TABLE_NAME } = process.env
  process.env.TABLE_NAME = 'nowhere'
  await expect(authorizeSocket(opening(tokenFor(randomUUID())))).rejects.toThrow()
  process.env.TABLE_NAME = TABLE_NAME
})

test('typing is sent at most once in two seconds, and not stored', async () => {
  const group = await aQuietGroup()
  const [mine, theirs] = [await opens(group.me), await aSocketOf(group.other)]
  const before = await itemsIn(`GRP#${group.me.uuid}`)
  const now = Date.now()
  for (const later of [0, 1, 1000, 1999, 2000, 2001]) {
    await at(now + later, () => mine.sends({ action: 'typing', message_group_uuid: group.uuid }))
  }
  expect(theirs.texts()).toEqual(['typing', 'typing'])
  expect(await itemsIn(`GRP#${group.me.uuid}`)).toEqual(before)
})
