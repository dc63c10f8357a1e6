import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import * as given from '../steps/given.ts'
import { adds, createsGroup, listsMembers, removes, renames } from '../steps/groups.ts'
import { readsMessages } from '../steps/messageChanges.ts'
import { isDelivered, opensGroup, readsList, readsUnread, saysInto } from '../steps/safety.ts'

given.anEngine()
given.aWorkQueue()

const textsOf = (messages: { message: string }[]) => messages.map(({ message }) => message)

test('a group has an owner, members and a title, and is in the list of each', async () => {
  const [ann, bob, cy] = await Promise.all([
    given.aUser({ displayName: 'Ann' }),
    given.aUser({ displayName: 'Bob' }),
    given.aUser(),
  ])
  const { status, body } = await createsGroup(ann, 'Trip', [bob, cy])
  expect(status).toBe(200)
  expect(body).toMatchObject({
    kind: 'named',
    title: 'Trip',
    display_name: 'Trip',
    handle: '',
    member_count: 3,
  })
  for (const person of [ann, bob, cy]) {
    const [row] = await readsList(person)
    expect(row).toMatchObject({
      uuid: body.uuid,
      title: 'Trip',
      unread_count: 0,
      message: 'Ann created the group “Trip”',
    })
  }
  const { body: said } = await saysInto(ann, 'Hi all', body.uuid)
  expect(said.message_group_uuid).toBe(body.uuid)
  expect((await readsList(bob))[0]).toMatchObject({
    message: 'Hi all',
    unread_count: 1,
    last_message: { display_name: 'Ann' },
  })
  expect(await readsUnread(bob)).toEqual({ conversations: 1, has_requests: false })
  const dee = await given.aUser({ displayName: 'Dee' })
  expect((await adds(bob, body.uuid, dee)).body).toMatchObject({ member_count: 4 })
  expect(await readsMessages(dee, body.uuid)).toMatchObject([
    { event: { type: 'joined', user_uuid: dee.uuid } },
  ])
  await saysInto(ann, 'Welcome', body.uuid)
  expect(textsOf(await readsMessages(dee, body.uuid))).toEqual(['Bob added Dee', 'Welcome'])
  expect((await renames(cy, body.uuid, 'Tour')).body).toMatchObject({ title: 'Tour' })
  await isDelivered(body.uuid, 2)
  for (const person of [ann, bob, cy, dee])
    expect((await readsList(person))[0]).toMatchObject({ title: 'Tour', member_count: 4 })
  expect((await removes(bob, body.uuid, dee)).body).toEqual(['not_the_owner'])
  expect((await removes(ann, body.uuid, dee)).body).toMatchObject({ member_count: 3 })
  expect(await readsMessages(dee, body.uuid)).toEqual(['message_group_not_found'])
  expect(await readsList(dee)).toEqual([])
  expect((await removes(ann, body.uuid, ann)).body).toEqual({})
  expect((await listsMembers(bob, body.uuid)).body).toMatchObject([
    { uuid: bob.uuid, is_owner: true },
    { uuid: cy.uuid },
  ])
  expect((await adds(bob, body.uuid, ann)).status).toBe(200)
  expect(textsOf(await readsMessages(ann, body.uuid))).toEqual(['Bob added Ann'])
  for (const person of [cy, ann, bob]) expect((await removes(person, body.uuid, person)).body).toEqual({})
  expect(await opensGroup(bob, body.uuid)).toEqual(['message_group_not_found'])
})

test('a repeated request creates one group', async () => {
  const [ann, bob] = await Promise.all([given.aUser(), given.aUser()])
  const key = uuidv7()
  const answers = await Promise.all([1, 2, 3].map(() => createsGroup(ann, 'Trip', [bob], key)))
  expect(answers.map(({ body }) => body.uuid)).toEqual([key, key, key])
  expect(await readsList(bob)).toHaveLength(1)
  expect((await createsGroup(ann, 'Other', [bob], key)).body).toEqual(['idempotency_key_reused'])
  const { status, headers } = await createsGroup(ann, 'Trip', [bob, { uuid: randomUUID() }])
  expect([status, headers.get('x-error-field')]).toEqual([404, 'user_uuids[1]'])
})
