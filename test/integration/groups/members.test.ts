import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as given from '../../steps/given.ts'
import {
  adds,
  aNamedGroup,
  createsGroup,
  leaves,
  listsMembers,
  memberUuidsOf,
  people,
  removes,
  renames,
} from '../../steps/groups.ts'
import { readsMessages } from '../../steps/messageChanges.ts'
import { marksRead, opensGroup, profileOf, readsList, saysInto } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Caller = { token: string }

const ownersOf = async (as: Caller, uuid: string): Promise<string[]> => {
  const { body } = await listsMembers(as, uuid)
  return body
    .filter(({ is_owner }: { is_owner: boolean }) => is_owner)
    .map((one: { uuid: string }) => one.uuid)
}

const textsOf = async (as: Caller, uuid: string): Promise<string[]> =>
  (await readsMessages(as, uuid)).map(({ message }: { message: string }) => message)

describe('the list of members', () => {
  test('has their names as they are now, when they joined, and how far each has read', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const { body: said } = await saysInto(ann, 'one', uuid)
    await saysInto(cy, 'two', uuid)
    await marksRead(bob, uuid, said.uuid)
    await calls('PATCH', '/api/users/me', { as: bob, body: { display_name: 'Robert' } })
    const { body } = await listsMembers(cy, uuid)
    expect(body).toMatchObject([
      { ...profileOf(ann), is_owner: true, seen: { message_uuid: said.uuid } },
      { uuid: bob.uuid, display_name: 'Robert', is_owner: false, seen: { message_uuid: said.uuid } },
      { ...profileOf(cy), is_owner: false },
    ])
    expect(body[2].seen.message_uuid).toBe((await readsMessages(cy, uuid)).at(-1).uuid)
  })
})

describe('adding somebody', () => {
  test('can be done by any member, and puts them last', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    const { status, body } = await adds(cy, uuid, dee)
    expect([status, body.uuid, body.member_count]).toEqual([200, uuid, 4])
    expect(await memberUuidsOf(dee, uuid)).toEqual([ann, bob, cy, dee].map((one) => one.uuid))
    expect(await readsList(dee)).toMatchObject([{ uuid, title: 'Trip', member_count: 4 }])
  })

  test('twice adds them once, with one event', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    const events = await textsOf(bob, uuid)
    for (const [by, whom] of [
      [ann, dee],
      [bob, { uuid: dee.uuid.toUpperCase() }],
      [ann, ann],
    ] as const)
      expect((await adds(by, uuid, whom)).body).toMatchObject({ member_count: 4 })
    expect(await textsOf(bob, uuid)).toEqual(events)
  })

  test('of somebody unknown, or without a uuid, is refused', async () => {
    const { ann, uuid } = await aNamedGroup()
    then.isRefused(await adds(ann, uuid, { uuid: randomUUID() }), 404, 'user_not_found')
    for (const body of [{}, { user_uuid: null }, { user_uuid: 'bob' }, { user_uuid: [ann.uuid] }]) {
      const answer = await calls('POST', `/api/message_groups/${uuid}/members`, { as: ann, body })
      then.isRefused(answer, 422, 'user_uuid_invalid')
    }
  })

  test('as the 51st is 422 group_full, until somebody leaves', async () => {
    const [first, ...others] = await people(
      'Ann',
      ...Array.from({ length: 49 }, (_, index) => `Number ${index}`),
    )
    const { body } = await createsGroup(first, 'Many', others)
    const [late, unknown] = [await given.aUser(), { uuid: randomUUID() }]
    for (const whom of [late, unknown]) then.isRefused(await adds(first, body.uuid, whom), 422, 'group_full')
    const [last] = others.slice(-1)
    expect((await adds(first, body.uuid, last ?? first)).status).toBe(200) // is a member
    await leaves(last ?? first, body.uuid)
    expect((await adds(first, body.uuid, late)).body).toMatchObject({ member_count: 50 })
  })
})

describe('removing somebody', () => {
  test('is for the owner', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    then.isRefused(await removes(bob, uuid, cy), 403, 'not_the_owner')
    then.isRefused(await removes(bob, uuid, ann), 403, 'not_the_owner')
    const { status, body } = await removes(ann, uuid, cy)
    expect([status, body.uuid, body.member_count]).toEqual([200, uuid, 2])
    expect(await memberUuidsOf(bob, uuid)).toEqual([ann.uuid, bob.uuid])
  })

  test('twice, or of somebody who is no member, changes nothing', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await removes(ann, uuid, cy)
    const events = await textsOf(bob, uuid)
    for (const whom of [cy, await given.aUser(), { uuid: randomUUID() }])
      expect((await removes(ann, uuid, whom)).body).toMatchObject({ member_count: 2 })
    expect(await textsOf(bob, uuid)).toEqual(events)
  })

  test('with something else than a uuid is 404 user_not_found', async () => {
    const { ann, uuid } = await aNamedGroup()
    then.isRefused(await removes(ann, uuid, { uuid: 'bob' }), 404, 'user_not_found')
  })
})

describe('leaving', () => {
  test('is answered with an empty object, and the rest remains', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    then.isAnswered(await leaves(bob, uuid), {})
    expect(await memberUuidsOf(ann, uuid)).toEqual([ann.uuid, cy.uuid])
    expect(await textsOf(cy, uuid)).toEqual(['Ann created the group “Trip”', 'Bob left'])
  })

  test('as the owner makes the longest-standing member the owner, in the order of `user_uuids`', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    await leaves(ann, uuid)
    expect(await ownersOf(dee, uuid)).toEqual([bob.uuid])
    await adds(bob, uuid, ann)
    await leaves(bob, uuid)
    await leaves(cy, uuid)
    expect(await ownersOf(ann, uuid)).toEqual([dee.uuid]) // Ann has come back later
    then.isRefused(await removes(ann, uuid, dee), 403, 'not_the_owner')
    expect((await removes(dee, uuid, ann)).status).toBe(200)
  })
})

describe('renaming', () => {
  test('can be done by any member, and is an event', async () => {
    const { ann, cy, uuid } = await aNamedGroup()
    const { status, body } = await renames(cy, uuid, '  Our\ttour ')
    expect([status, body.title, body.display_name]).toEqual([200, 'Our tour', 'Our tour'])
    expect(await opensGroup(ann, uuid)).toMatchObject({ title: 'Our tour' })
    expect((await textsOf(ann, uuid)).at(-1)).toBe('Cy renamed the group to “Our tour”')
  })

  test('to the title that it has changes nothing', async () => {
    const { ann, uuid } = await aNamedGroup()
    expect((await renames(ann, uuid, ' Trip ')).status).toBe(200)
    expect(await textsOf(ann, uuid)).toHaveLength(1)
  })

  test.each([{}, { title: '' }, { title: 7 }, { title: '\u2028' }, { title: 'x'.repeat(101) }])(
    'to %j is 422 title_invalid',
    async (body) => {
      const { ann, uuid } = await aNamedGroup()
      const answer = await calls('PATCH', `/api/message_groups/${uuid}`, { as: ann, body })
      then.isRefused(answer, 422, 'title_invalid')
      expect(await opensGroup(ann, uuid)).toMatchObject({ title: 'Trip' })
    },
  )
})

test('a direct conversation has no title and no members to change: 422 group_is_direct', async () => {
  const { me, other, uuid } = await given.aGroup()
  for (const answer of [
    await renames(me, uuid, 'Us'),
    await listsMembers(me, uuid),
    await adds(me, uuid, await given.aUser()),
    await removes(me, uuid, other),
    await leaves(me, uuid),
  ])
    then.isRefused(answer, 422, 'group_is_direct')
  expect(await opensGroup(other, uuid)).toMatchObject({ kind: 'direct' })
})
