import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import * as given from '../../steps/given.ts'
import { aNamedGroup, createsGroup, leaves, people, removes } from '../../steps/groups.ts'
import { keyAt, readsMessages } from '../../steps/messageChanges.ts'
import { opensGroup, profileOf, readsList, readsUnread } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const creates = (as: { token: string }, body: object) => calls('POST', '/api/message_groups', { as, body })

describe('a new group', () => {
  test('has a title, and its members in the order of the request, with the creator as owner', async () => {
    const [ann, bob, cy] = await people('Ann', 'Bob', 'Cy')
    const before = new Date().toISOString()
    const { status, body } = await createsGroup(ann, ' The  trip ', [cy, bob])
    expect([status, body.kind, body.title]).toEqual([200, 'named', 'The trip'])
    const [first, ...others] = body.members
    expect(first).toMatchObject({ ...profileOf(ann), is_owner: true })
    expect(first.joined_at >= before).toBe(true)
    expect(others).toMatchObject([
      { ...profileOf(cy), is_owner: false, joined_at: first.joined_at },
      { ...profileOf(bob), is_owner: false, joined_at: first.joined_at },
    ])
  })

  test('is in the list of each member, with nothing unread, and with three of the others', async () => {
    const { members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'], title: 'Trip' })
    for (const member of members) {
      const [row, ...others] = await readsList(member)
      expect(others).toEqual([])
      expect(row).toMatchObject({
        uuid,
        kind: 'named',
        state: 'inbox',
        title: 'Trip',
        display_name: 'Trip', // for older clients
        handle: '',
        member_count: 5,
        message: 'Ann created the group “Trip”',
        unread_count: 0,
      })
      const first = members.filter((one) => one !== member).slice(0, 3)
      expect(row.members_preview).toEqual(first.map(profileOf))
      expect(await readsUnread(member)).toEqual({ conversations: 0, has_requests: false })
    }
  })

  test('of two people is not their direct conversation', async () => {
    const { me, other, uuid } = await given.aGroup()
    const { body } = await createsGroup(me, 'Us', [other])
    expect(body.uuid).not.toBe(uuid)
    expect(await readsList(other)).toHaveLength(2)
    expect(await readsMessages(other, body.uuid)).toMatchObject([{ event: { type: 'created', title: 'Us' } }])
  })

  test('has each person once, and the creator, whoever the request names again', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const again = { uuid: bob.uuid.toUpperCase() }
    const { body } = await createsGroup(ann, 'Us', [bob, again, ann, bob])
    expect(body.members.map(({ uuid }: { uuid: string }) => uuid)).toEqual([ann.uuid, bob.uuid])
  })

  test('has at most 50 members', async () => {
    const [ann, ...others] = await people(
      'Ann',
      ...Array.from({ length: 50 }, (_, index) => `Number ${index}`),
    )
    then.isRefused(await createsGroup(ann, 'Too many', others), 422, 'user_uuids_invalid')
    const { status, body } = await createsGroup(ann, 'Many', others.slice(1))
    expect([status, body.member_count, body.members.length]).toEqual([200, 50, 50])
    for (const member of [others[1], others[49]])
      expect(await readsList(member ?? ann)).toMatchObject([{ title: 'Many', member_count: 50 }])
  })
})

describe('a group is refused', () => {
  const nobody = randomUUID()
  const valid = { title: 'Trip', user_uuids: [nobody] }

  test.each([
    ['without a title', { title: undefined }, 'title_invalid'],
    ['with null for a title', { title: null }, 'title_invalid'],
    ['with a title that is no text', { title: { text: 'Trip' } }, 'title_invalid'],
    ['with an empty title', { title: ' \t ' }, 'title_invalid'],
    ['with an invisible title', { title: '\u200b' }, 'title_invalid'],
    ['with half a character in its title', { title: 'a\ud800' }, 'title_invalid'],
    ['with a title of 101 characters', { title: '🎉'.repeat(101) }, 'title_invalid'],
    ['without people', { user_uuids: undefined }, 'user_uuids_invalid'],
    ['with an empty list', { user_uuids: [] }, 'user_uuids_invalid'],
    ['with a text for a list', { user_uuids: nobody }, 'user_uuids_invalid'],
    ['with a handle in the list', { user_uuids: ['bob'] }, 'user_uuids_invalid'],
    ['with a list in the list', { user_uuids: [[nobody]] }, 'user_uuids_invalid'],
    ['with half a uuid', { user_uuids: [nobody.slice(0, 18)] }, 'user_uuids_invalid'],
  ])('%s', async (_, change, code) => {
    const me = await given.aUser()
    then.isRefused(await creates(me, { ...valid, ...change }), 422, code)
    expect(await readsList(me)).toEqual([])
  })

  test('with nobody but its creator', async () => {
    const me = await given.aUser()
    then.isRefused(await createsGroup(me, 'Me', [me]), 422, 'user_uuids_invalid')
  })

  test('with somebody unknown, whose place in the list the header tells, and nobody gets a row', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const answer = await createsGroup(ann, 'Trip', [ann, bob, { uuid: randomUUID() }])
    then.isRefused(answer, 404, 'user_not_found')
    expect(answer.headers.get('x-error-field')).toBe('user_uuids[2]')
    expect(await readsList(bob)).toEqual([])
  })

  test('with an invalid uuid, whose place in the list the header tells', async () => {
    const me = await given.aUser()
    const answer = await creates(me, { title: 'Trip', user_uuids: [nobody, 7] })
    then.isRefused(answer, 422, 'user_uuids_invalid')
    expect(answer.headers.get('x-error-field')).toBe('user_uuids[1]')
  })

  test('but not with a title of 100 characters, which no emoji makes longer', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const title = '🎉'.repeat(100)
    expect((await createsGroup(ann, title, [bob])).body).toMatchObject({ title })
    expect((await readsList(bob))[0].title).toBe(title)
  })
})

describe('a request to create a group with an idempotency key', () => {
  test('creates one group, however many attempts race', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = uuidv7()
    const answers = await Promise.all(Array.from({ length: 5 }, () => createsGroup(ann, 'Trip', [bob], key)))
    expect(answers.map(({ status, body }) => [status, body.uuid])).toEqual(answers.map(() => [200, key]))
    for (const person of [ann, bob]) expect(await readsList(person)).toHaveLength(1)
    expect(await readsMessages(bob, key)).toHaveLength(1)
  })

  test('belongs to one of two people who use it at once', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = uuidv7()
    const answers = await Promise.all([
      createsGroup(ann, 'Trip', [bob], key),
      createsGroup(bob, 'Trip', [ann], key),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await readsMessages(ann, key)).toHaveLength(1)
  })

  test('answers with the group as it is now', async () => {
    const [ann, bob, cy] = await people('Ann', 'Bob', 'Cy')
    const key = uuidv7()
    await createsGroup(ann, 'Trip', [bob, cy], key)
    await removes(ann, key, bob)
    const { status, body } = await createsGroup(ann, 'Trip', [bob, cy], key.toUpperCase())
    expect([status, body.uuid, body.member_count, body.members.length]).toEqual([200, key, 2, 2])
    expect(await readsList(bob)).toEqual([])
  })

  test.each([
    ['another title', async () => ({ title: 'Tour' })],
    ['other people', async () => ({ others: [await given.aUser()] })],
    ['another creator', async () => ({ creator: await given.aUser() })],
  ])('with %s is 409 idempotency_key_reused', async (_, other) => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = uuidv7()
    await createsGroup(ann, 'Trip', [bob], key)
    const { title, others, creator } = { title: 'Trip', others: [bob], creator: ann, ...(await other()) }
    then.isRefused(await createsGroup(creator, title, others, key), 409, 'idempotency_key_reused')
    expect(await readsList(bob)).toHaveLength(1)
  })

  test.each([
    ['not of version 7', () => randomUUID()],
    ['older than 24 hours', () => keyAt(Date.now() - 24 * 3_600_000 - 60_000)],
    ['more than 5 minutes ahead', () => keyAt(Date.now() + 6 * 60_000)],
  ])('that is %s is 400 idempotency_key_invalid', async (_, key) => {
    const [ann, bob] = await people('Ann', 'Bob')
    then.isRefused(await createsGroup(ann, 'Trip', [bob], key()), 400, 'idempotency_key_invalid')
  })

  test('does not create the group again after it has ended', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = uuidv7()
    await createsGroup(ann, 'Trip', [bob], key)
    for (const member of [ann, bob]) await leaves(member, key)
    then.isRefused(await createsGroup(ann, 'Trip', [bob], key), 404, 'message_group_not_found')
    expect(await opensGroup(ann, key)).toEqual(['message_group_not_found'])
    expect(await readsList(bob)).toEqual([])
  })
})
