import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from '@jest/globals'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import { parse } from 'yaml'
import { claimFrom } from '../../src/domain/claim.ts'
import { addUser } from '../../src/repository/users.ts'
import {
  beginsExport,
  deletesAccount,
  endsSessions,
  exportsAll,
  listsExports,
  subscribes,
} from '../steps/accounts.ts'
import { looksAt } from '../steps/attachments.ts'
import { conversationOf } from '../steps/conversation.ts'
import { sendsPictures } from '../steps/everyPictureCall.ts'
import { aFullUser } from '../steps/fullUser.ts'
import * as given from '../steps/given.ts'
import { areGone, findsGoneSocketOf, isPushed } from '../steps/goneSockets.ts'
import { adds, createsGroup, listsMembers, removes, renames } from '../steps/groups.ts'
import { deletes, edits, reacts, readsMessages, replies, unreacts } from '../steps/messageChanges.ts'
import {
  aBrowserOf,
  aPushService,
  deliversPushes,
  registers,
  thePushService,
  unregisters,
} from '../steps/pushes.ts'
import { recorded } from '../steps/recorder.ts'
import { handlerOf, live, opens } from '../steps/sockets.ts'
import { newIn } from '../steps/stream.ts'
import { putItems } from '../steps/table.ts'
import { aUserPool } from '../steps/userPool.ts'
import { calls } from '../steps/when.ts'
import { delivers, refuses, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()
aUserPool()
aPushService()

type Functions = Record<string, { permissions?: Record<string, string[]> }>

const { functions } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
}) as { functions: Functions }

const aNewcomer = (sub: string, more: Record<string, string> = {}) => ({
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  userName: sub,
  request: { userAttributes: { sub, name: 'New', preferred_username: given.aHandle(), ...more } },
})

/** A rename, with sockets that are gone, and its job in two parts. */
const renamesThemselves = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30', RENAMES_PER_HOUR: '30' })
  const { me, other, uuid } = await given.aGroup()
  await isPushed(me, other, uuid)
  const body = { display_name: 'New', handle: given.aHandle() }
  await areGone(me.uuid, 1)
  expect((await calls('PATCH', '/api/users/me', { as: me, body })).status).toBe(200)
  await areGone(other.uuid, 1)
  await putItems(
    Array.from({ length: 100 }, () => ({ pk: `GRP#${me.uuid}`, sk: randomUUID(), is_blocked: true })),
  )
  const [job] = takesJobs(me)
  await delivers(String(job?.body), { msLeft: 0 })
  for (const { body } of takesJobs(me)) await delivers(body)
}

/** Changes of lists, settings and blocks, with sockets that are gone, and a report. All are counted in the table. */
const protectsThemselves = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30', REPORTS_PER_HOUR: '20' })
  const { me: sender, other: reader, uuid, messageUuid } = await given.aGroup()
  await isPushed(sender, reader, uuid)
  const as = reader
  const changes: [method: string, target: string, body?: object][] = [
    ['PATCH', '/api/users/me', { strangers: 'requests' }],
    ['PATCH', `/api/message_groups/${uuid}/membership`, { is_archived: true }],
    ['PUT', `/api/blocks/${sender.uuid}`],
    ['GET', '/api/blocks'],
    ['DELETE', `/api/blocks/${sender.uuid}`],
    ['POST', '/api/reports', { message_group_uuid: uuid, message_uuid: messageUuid, reason: 'spam' }],
  ]
  for (const [method, target, body] of changes) {
    await calls(method, target, { as: await given.aUser(), body }) // looks the user up
    await areGone(reader.uuid, 1)
    expect((await calls(method, target, { as, body })).status).toBe(200)
  }
  // Before a first message, a block writes rows without a conversation, and taking it back deletes them.
  const stranger = await given.aUser()
  for (const method of ['PUT', 'DELETE']) await calls(method, `/api/blocks/${stranger.uuid}`, { as })
}

/** Changes of replies to a message of the original layout, which is found by searching. The table counts all of them. */
const changesMessages = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30' })
  const { me, other, uuid } = await given.aGroup()
  const old = { uuid: uuidv4(), message_group_uuid: uuid }
  const names = { user_uuid: other.uuid, user_display_name: 'Other', user_handle: other.handle }
  const item = { pk: `MSG#${uuid}`, sk: '2024-01-01T00:00:00', message_uuid: old.uuid, message: 'old' }
  await putItems([{ ...item, ...names }])
  await readsMessages(await given.aUser(), uuid)
  const { body: reply } = await replies(me, old, 'a reply')
  await readsMessages(me, uuid, '?limit=1')
  await reacts(other, reply, '👍')
  await unreacts(other, reply)
  await edits(me, reply, 'an edited reply')
  await reacts(me, old, '👍')
  await deletes(me, reply)
}

/** Searches, which are counted in the table. */
const searches = async () => {
  Object.assign(process.env, { PEOPLE_SEARCHES_PER_MINUTE: '30', MESSAGE_SEARCHES_PER_MINUTE: '20' })
  const { me, other, uuid } = await given.aGroup()
  for (const target of [`/api/users?q=${other.handle}`, `/api/messages/${uuid}/search?q=hello`])
    expect((await calls('GET', target, { as: me })).body).toHaveLength(1)
  // Functions that are called by a new user look the user up.
  for (const target of ['/api/users?q=nobody', `/api/messages/${uuid}/search?q=hello`])
    await calls('GET', target, { as: await given.aUser() })
}

/** A named group from its creation to its end, with sockets that are gone. */
const changesGroups = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30' })
  const [owner, bob, cy, ...others] = await Promise.all([
    given.aUser(),
    given.aUser(),
    given.aUser(),
    given.aUser(),
    given.aUser(),
  ])
  const newcomer = await given.aUser()
  const uuid = uuidv7()
  const witness = await opens(owner)
  const shows = (type: string) => () =>
    witness.receives({
      message: expect.objectContaining({ event: expect.objectContaining({ type }) }),
    })
  const creates = () => createsGroup(owner, 'Trip', [bob, cy], uuid)
  expect((await findsGoneSocketOf(bob, shows('created'), creates)).status).toBe(200)
  // Five members, so that another one is read when one of the first four leaves.
  for (const other of others) expect((await adds(owner, uuid, other)).status).toBe(200)
  const addsNewcomer = () => adds(owner, uuid, newcomer)
  expect((await findsGoneSocketOf(newcomer, shows('joined'), addsNewcomer)).status).toBe(200)
  // Functions that are called by a new user look the user up.
  for (const act of [renames, listsMembers]) await act(await given.aUser(), uuid, 'Tour')
  expect((await renames(owner, uuid, 'Tour')).status).toBe(200)
  expect((await listsMembers(owner, uuid)).status).toBe(200)
  const removesBob = () => removes(owner, uuid, bob)
  expect((await findsGoneSocketOf(bob, shows('removed'), removesBob)).status).toBe(200)
  const Records = await newIn([uuid], 3)
  await (await handlerOf('updateInbox'))({ Records })
  for (const member of [cy, ...others, newcomer, owner])
    expect((await removes(member, uuid, member)).body).toEqual({})
  await witness.close()
  for (const { body } of takesJobs({ uuid })) await delivers(body)
}

/** Browsers from their registration to their end, with a push to one of a named group that the push service does not know. */
const getsPushes = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30' })
  const [ann, bob, cy] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  const browser = await aBrowserOf(cy)
  await registers(bob, browser) // it belonged to another account
  await registers(bob, { ...thePushService().aBrowser(), uuid: browser.uuid }) // it had another endpoint
  for (let number = 0; number < 16; number += 1) await aBrowserOf(bob)
  await unregisters(cy, browser.uuid)
  const last = await aBrowserOf(bob)
  await unregisters(bob, last.uuid)
  const gone = await aBrowserOf(bob)
  gone.answers(410)
  const { body: group } = await createsGroup(ann, 'Trip', [bob])
  await calls('POST', '/api/messages', { as: ann, body: { message: 'hi', message_group_uuid: group.uuid } })
  const Records = await newIn([group.uuid], 2, 'pushMessage')
  await (await handlerOf('pushMessage'))({ Records })
  expect(await deliversPushes(bob)).toBeGreaterThan(0)
}

/** Exports, the end of all sessions and the deletion of an account, with sockets that are gone. */
const managesAccounts = async () => {
  Object.assign(process.env, { CHANGES_PER_MINUTE: '30', EXPORTS_PER_DAY: '3' })
  for (const asks of [beginsExport, listsExports, endsSessions, deletesAccount])
    await asks(await given.aUser()) // looks the user up
  const { me, friend } = await aFullUser()
  // Six members, so that another one is read when one of the first four is erased.
  await createsGroup(me, 'Six', await Promise.all(Array.from({ length: 5 }, () => given.aUser())))
  await exportsAll(me)
  const [{ files }] = await listsExports(me)
  expect((await looksAt(files[0].url)).status).toBe(200)
  await beginsExport(friend)
  // A job that is delivered twice, and one that cannot be sent.
  const job = takesJobs(friend).find(({ job }) => job.kind === 'export_user')
  await Promise.all([delivers(String(job?.body)), delivers(String(job?.body))])
  refuses(1)
  await beginsExport(friend)
  await areGone(friend.uuid, 1)
  await subscribes(friend)
  expect((await endsSessions(friend)).status).toBe(200)
  await areGone(me.uuid, 1)
  expect((await deletesAccount(me)).status).toBe(200)
  await works(me)
}

/** Runs each function in its most demanding case. */
const everythingHappens = async () => {
  const { me, other, uuid, messageUuid } = await given.aGroupAtRest()
  await calls('GET', '/api/health-check')
  await calls('GET', '/nowhere')
  for (const path of [
    '/api/users/me',
    '/api/message_groups',
    '/api/unread',
    `/api/message_groups/${uuid}`,
    `/api/messages/${uuid}`,
  ]) {
    // Functions that are called by a new user look the user up.
    const someone = await given.aUser()
    await calls('GET', path, { as: someone })
    await calls('GET', path, { as: other })
  }
  await calls('GET', `/api/users/@${me.handle}/short`)
  await protectsThemselves()
  await changesMessages()
  await renamesThemselves()
  await searches()
  await sendsPictures()
  await changesGroups()
  await getsPushes()
  await managesAccounts()

  const [reader, friend] = await Promise.all([given.aUser(), given.aUser()])
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60_000).toISOString()
  await putItems(conversationOf(reader, friend, [{ at: twoDaysAgo, text: 'settles' }]).items)
  await calls('GET', '/api/message_groups', { as: reader })

  const witness = await opens(me)
  const key = uuidv7({ msecs: Date.now() - 60_000 })
  for (const message of ['late', 'late']) {
    const body = { message, message_group_uuid: uuid }
    await calls('POST', '/api/messages', { as: me, body, headers: { 'idempotency-key': key } })
  }

  // After the stream was handled, so that pushMessage does not delete the gone sockets that another function has to find.
  await witness.receives({ message: expect.objectContaining({ message: 'late' }) })
  await witness.close()

  await areGone(me.uuid, 1)
  const read = { as: other, body: { message_uuid: messageUuid } }
  for (const _ of ['moves', 'does not move']) await calls('PUT', `/api/message_groups/${uuid}/read`, read)

  const createUser = await handlerOf('createUser')
  const sub = randomUUID()
  for (const _ of ['new', 'again']) await createUser(aNewcomer(sub))
  const email = `${sub}@example.org`
  const imported = {
    uuid: randomUUID(),
    handle: given.aHandle(),
    displayName: 'Old',
    claim: claimFrom(email),
  }
  await addUser(imported)
  await createUser(aNewcomer(randomUUID(), { email, email_verified: 'true' }))

  const records = await newIn([uuid], 2)
  await areGone(other.uuid, 1)
  for (const name of ['updateInbox', 'pushMessage']) await (await handlerOf(name))({ Records: records })
  const message = records.find(({ dynamodb }) => dynamodb?.NewImage?.message)
  const stray = JSON.parse(JSON.stringify(message).replaceAll(uuid, randomUUID()))
  await (await handlerOf('updateInbox'))({ Records: [stray] })

  await (await opens(await given.aUser())).close()
  await areGone(me.uuid, 21)
  const socket = await opens(me)
  await areGone(other.uuid, 1)
  await socket.sends({ action: 'typing', message_group_uuid: uuid })
  await socket.sends({ action: 'ping', is_away: true })
  await socket.close()
}

const sorted = (permissions: Record<string, Iterable<string>>) =>
  Object.fromEntries(Object.entries(permissions).map(([on, actions]) => [on, [...actions].sort()]))

beforeAll(everythingHappens)

test.each(Object.keys(functions))('%s has the permissions that it needs, and no others', (name) => {
  expect(sorted(recorded[name] ?? {})).toEqual(sorted(functions[name]?.permissions ?? {}))
})
