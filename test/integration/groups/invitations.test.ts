import { describe, expect, test } from '@jest/globals'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, createsGroup, leaves, listsMembers, people } from '../../steps/groups.ts'
import {
  admits,
  blocks,
  changes,
  listsWith,
  marksRead,
  opensGroup,
  readsList,
  readsUnread,
  says,
  saysInto,
} from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
import * as then from '../../steps/then.ts'
import { through } from '../../steps/wire.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Person = Awaited<ReturnType<typeof given.aUser>>

/** Each way into a group: the uuid of the group, and the response. */
const waysIn: [string, (inviter: Person, invited: Person) => ReturnType<typeof adds>][] = [
  ['created with them', (inviter, invited) => createsGroup(inviter, 'Trip', [invited])],
  [
    'to which they are added',
    async (inviter, invited) => {
      const { body } = await createsGroup(inviter, 'Trip', [await given.aUser()])
      return adds(inviter, body.uuid, invited)
    },
  ],
]

describe.each(waysIn)('a group %s', (_, invites) => {
  test('by a stranger comes into the inbox by default', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { body } = await invites(ann, bob)
    expect(await listsWith(bob, body.uuid)).toEqual(['inbox'])
  })

  test('by a stranger is a request of who wants requests: not unread, and without a sign that it is read', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await admits(bob, 'requests')
    const { body } = await invites(ann, bob)
    const { body: said } = await saysInto(ann, 'Hello', body.uuid)
    expect(await listsWith(bob, body.uuid)).toEqual(['request'])
    expect(await opensGroup(bob, body.uuid)).toMatchObject({ message: 'Hello', unread_count: 0 })
    expect(await readsUnread(bob)).toEqual({ conversations: 0, has_requests: true })
    const before = (await listsMembers(ann, body.uuid)).body
    then.isAnswered(await marksRead(bob, body.uuid, said.uuid), { unread_count: 0 })
    expect((await listsMembers(ann, body.uuid)).body).toEqual(before)
  })

  test('by somebody whom they know comes into the inbox, whatever strangers may do', async () => {
    for (const strangers of ['requests', 'nobody']) {
      const [ann, bob] = await people('Ann', 'Bob')
      await says(bob, 'Hi', ann)
      await admits(bob, strangers)
      const { body } = await invites(ann, bob)
      expect(await listsWith(bob, body.uuid)).toEqual(['inbox'])
    }
  })

  test('by somebody of whom they only have a request is a request, too', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await admits(bob, 'requests')
    await says(ann, 'Do you know me?', bob)
    const { body } = await invites(ann, bob)
    expect(await listsWith(bob, body.uuid)).toEqual(['request'])
  })

  const refusals: [string, string, (ann: Person, bob: Person) => Promise<unknown>][] = [
    ['who admits nobody', 'recipient_unavailable', (_, bob) => admits(bob, 'nobody')],
    ['who has blocked the inviter', 'recipient_unavailable', (ann, bob) => blocks(bob, ann)],
    [
      'who has blocked the inviter after a conversation',
      'recipient_unavailable',
      async (ann, bob) => {
        await says(bob, 'Hi', ann)
        await blocks(bob, ann)
      },
    ],
    ['whose account is suspended', 'recipient_unavailable', (_, bob) => suspends(bob)],
    ['whom the inviter has blocked', 'recipient_blocked', (ann, bob) => blocks(ann, bob)],
  ]

  test.each(refusals)('is refused with somebody %s, as %s', async (_, code, prepare) => {
    const [ann, bob] = await people('Ann', 'Bob')
    await prepare(ann, bob)
    then.isRefused(await invites(ann, bob), 403, code)
    const kinds = (await readsList(ann)).map(({ member_count }: { member_count?: number }) => member_count)
    expect(kinds).not.toContain(3)
  })
})

describe('a request to be in a group', () => {
  const aRequest = async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await admits(bob, 'requests')
    const { body } = await createsGroup(ann, 'Trip', [bob])
    return { ann, bob, uuid: String(body.uuid) }
  }

  test('moves to the inbox when it is accepted, or when the person writes', async () => {
    const accepted = await aRequest()
    await changes(accepted.bob, accepted.uuid, { request: 'accepted' })
    const answered = await aRequest()
    await saysInto(answered.bob, 'Gladly', answered.uuid)
    for (const { bob, uuid } of [accepted, answered]) expect(await listsWith(bob, uuid)).toEqual(['inbox'])
  })

  test('is in no list when it is declined, and comes back as a request with the next message', async () => {
    const { ann, bob, uuid } = await aRequest()
    await changes(bob, uuid, { request: 'declined' })
    expect(await listsWith(bob, uuid)).toEqual([])
    expect((await listsMembers(ann, uuid)).body).toHaveLength(2) // Ann is not told
    await saysInto(ann, 'Bob?', uuid)
    expect(await listsWith(bob, uuid)).toEqual(['request'])
  })

  test('can be left', async () => {
    const { ann, bob, uuid } = await aRequest()
    then.isAnswered(await leaves(bob, uuid), {})
    expect(await opensGroup(ann, uuid)).toMatchObject({ member_count: 1 })
  })
})

describe('one person who cannot be added', () => {
  test('keeps everybody out of a new group, and the header tells their place in the list', async () => {
    const [ann, bob, cy] = await people('Ann', 'Bob', 'Cy')
    await blocks(cy, ann)
    const answer = await createsGroup(ann, 'Trip', [bob, cy])
    then.isRefused(answer, 403, 'recipient_unavailable')
    expect(answer.headers.get('x-error-field')).toBe('user_uuids[1]')
    for (const person of [ann, bob, cy]) expect(await readsList(person)).toEqual([])
  })
})

describe('a block', () => {
  test('of one member by another changes nothing in the group', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await blocks(bob, ann)
    expect((await saysInto(ann, 'Hi', uuid)).status).toBe(200)
    expect((await saysInto(bob, 'Hi', uuid)).status).toBe(200)
    expect(await listsWith(bob, uuid)).toEqual(['inbox'])
    expect(await opensGroup(cy, uuid)).toMatchObject({ unread_count: 2 })
  })

  test('does not keep somebody out who is added by another member', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    await blocks(dee, ann)
    then.isRefused(await adds(ann, uuid, dee), 403, 'recipient_unavailable')
    expect((await adds(bob, uuid, dee)).status).toBe(200)
  })

  test('that begins while somebody is added keeps them out', async () => {
    const { ann, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    let hasBlocked = false
    const answer = await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !hasBlocked) {
          hasBlocked = true
          await blocks(dee, ann)
        }
        return send()
      },
      () => adds(ann, uuid, dee),
    )
    then.isRefused(answer, 403, 'recipient_unavailable')
    expect(await readsList(dee)).toEqual([])
    expect((await listsMembers(ann, uuid)).body).toHaveLength(3)
  })
})
