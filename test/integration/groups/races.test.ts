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
import { isDelivered, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { itemsIn } from '../../steps/table.ts'
import { calls } from '../../steps/when.ts'
import { cancelling, oneByOne, through } from '../../steps/wire.ts'

given.anEngine()
given.aWorkQueue()

type Person = Awaited<ReturnType<typeof given.aUser>>
type Answer = { status: number; body: unknown }

const orders = ['first', 'last'] as const

/** Does all at once; the calls to the table are sent one by one, in their order or in reverse. */
const atOnce = (which: (typeof orders)[number], ...acts: (() => Promise<Answer>)[]): Promise<Answer[]> =>
  through(
    oneByOne(which, async () => {}),
    () => Promise.all(acts.map((act) => act())),
  )

const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status)

const eventsOf = async (as: Person, uuid: string): Promise<string[]> =>
  (await readsMessages(as, uuid)).flatMap(({ message, event }: { message: string; event?: object }) =>
    event ? [message] : [],
  )

/** The item of the group, the rows and the lists of members agree, whoever asks. */
const agrees = async (uuid: string, everybody: Person[], members: Person[]) => {
  const uuids = await memberUuidsOf(members[0] as Person, uuid)
  expect(uuids.toSorted()).toEqual(members.map((member) => member.uuid).toSorted())
  for (const person of everybody) {
    const isMember = members.includes(person)
    expect((await opensGroup(person, uuid)).member_count).toBe(isMember ? members.length : undefined)
    const [row] = await itemsIn(`GRP#${person.uuid}`, uuid, uuid)
    expect(row?.message_group_uuid !== undefined).toBe(isMember)
  }
  const owners = (await listsMembers(members[0] as Person, uuid)).body.filter(
    ({ is_owner }: { is_owner: boolean }) => is_owner,
  )
  expect(owners).toHaveLength(1)
}

describe.each(orders)('when calls race (%s first),', (which) => {
  test('the same person is added once by two members', async () => {
    const { ann, bob, members, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    const answers = await atOnce(
      which,
      () => adds(ann, uuid, dee),
      () => adds(bob, uuid, dee),
    )
    expect(statusesOf(answers)).toEqual([200, 200])
    expect(await eventsOf(ann, uuid)).toHaveLength(2)
    await agrees(uuid, [...members, dee], [...members, dee])
  })

  test('different people are all added', async () => {
    const { ann, bob, cy, members, uuid } = await aNamedGroup()
    const others = await people('Dee', 'Eve', 'Fay')
    const inviters = [ann, bob, cy]
    const answers = await atOnce(
      which,
      ...others.map((whom, index) => () => adds(inviters[index] ?? ann, uuid, whom)),
    )
    expect(statusesOf(answers)).toEqual([200, 200, 200])
    await agrees(uuid, [...members, ...others], [...members, ...others])
    await isDelivered(uuid, 3)
    const rows = await Promise.all([...members, ...others].map(async (as) => (await readsList(as))[0]))
    expect(rows.map((row) => row.member_count)).toEqual(rows.map(() => 6))
    expect(new Set(rows.map((row) => row.last_message.uuid)).size).toBe(1)
  })

  test('one of two gets the 50th place', async () => {
    const [ann, ...others] = await people(
      'Ann',
      ...Array.from({ length: 48 }, (_, index) => `Number ${index}`),
    )
    const { body } = await createsGroup(ann, 'Many', others)
    const [dee, eve] = await people('Dee', 'Eve')
    const answers = await atOnce(
      which,
      () => adds(ann, body.uuid, dee),
      () => adds(ann, body.uuid, eve),
    )
    expect(statusesOf(answers).toSorted()).toEqual([200, 422])
    expect(answers.find(({ status }) => status === 422)?.body).toEqual(['group_full'])
    expect(await memberUuidsOf(ann, body.uuid)).toHaveLength(50)
  })

  test('two renames are two events, and the later one is the title', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const answers = await atOnce(
      which,
      () => renames(ann, uuid, 'one'),
      () => renames(bob, uuid, 'two'),
    )
    expect(statusesOf(answers)).toEqual([200, 200])
    const events = await eventsOf(ann, uuid)
    expect(events).toHaveLength(3)
    const { title } = await opensGroup(bob, uuid)
    await isDelivered(uuid, 2)
    expect((await readsList(ann))[0].title).toBe(title)
  })

  test('somebody who leaves while the owner removes them is gone, with one event', async () => {
    const { ann, bob, cy, members, uuid } = await aNamedGroup()
    const answers = await atOnce(
      which,
      () => leaves(bob, uuid),
      () => removes(ann, uuid, bob),
    )
    for (const { status } of answers) expect([200, 404]).toContain(status)
    expect(await eventsOf(ann, uuid)).toHaveLength(2)
    await agrees(uuid, members, [ann, cy])
  })

  test('the owner leaves while removing the next one: somebody who is there becomes the owner', async () => {
    const { ann, bob, cy, members, uuid } = await aNamedGroup()
    const answers = await atOnce(
      which,
      () => leaves(ann, uuid),
      () => removes(ann, uuid, bob),
    )
    expect(answers[0]?.status).toBe(200)
    const isRemoved = answers[1]?.status === 200
    await agrees(uuid, members, isRemoved ? [cy] : [bob, cy])
  })

  test('all members but one leave, and that one is the owner', async () => {
    const { members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'] })
    const answers = await atOnce(which, ...members.slice(0, 4).map((member) => () => leaves(member, uuid)))
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200])
    await agrees(uuid, members, members.slice(4))
  })

  test('somebody is added while the last other one leaves: the group goes on with one of them', async () => {
    const [ann, bob, cy] = await people('Ann', 'Bob', 'Cy')
    const { body } = await createsGroup(ann, 'Us', [bob])
    await leaves(bob, body.uuid)
    const answers = await atOnce(
      which,
      () => leaves(ann, body.uuid),
      () => adds(ann, body.uuid, cy),
    )
    expect(answers[0]?.status).toBe(200)
    expect([200, 404]).toContain(answers[1]?.status)
    const isThere = (await readsList(cy)).length === 1
    expect((await opensGroup(cy, body.uuid)).member_count).toBe(isThere ? 1 : undefined)
    expect(isThere).toBe((await itemsIn(`NGR#${body.uuid}`))[0]?.ended_at === undefined)
  })

  test('a member who writes while they are removed writes before it, or not at all', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const [said] = await atOnce(
      which,
      () => saysInto(bob, 'hi', uuid),
      () => removes(ann, uuid, bob),
    )
    const texts = (await readsMessages(cy, uuid)).map(({ message }: { message: string }) => message)
    expect(texts.includes('hi')).toBe(said?.status === 200)
    expect(said?.status === 200 || said?.status === 404).toBe(true)
  })

  test('somebody who is added and removed at once has a row only if they are a member', async () => {
    const { ann, bob, members, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    await atOnce(
      which,
      () => adds(bob, uuid, dee),
      () => removes(ann, uuid, dee),
    )
    const isMember = (await memberUuidsOf(ann, uuid)).includes(dee.uuid)
    await agrees(uuid, [...members, dee], isMember ? [...members, dee] : members)
  })
})

describe('a transaction that is cancelled because of another one', () => {
  const conflicts = <T>(work: () => Promise<T>) => cancelling(2, ['TransactionConflict'], work)

  test('is repeated when a group is created, changed and left', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    const acts = [
      () => createsGroup(ann, 'Another', [bob]),
      () => adds(ann, uuid, dee),
      () => renames(bob, uuid, 'Tour'),
      () => removes(ann, uuid, dee),
      () => leaves(cy, uuid),
      () =>
        calls('PATCH', `/api/message_groups/${uuid}/membership`, { as: bob, body: { is_archived: true } }),
      () => saysInto(ann, 'hi', uuid),
    ]
    for (const act of acts) expect((await conflicts(act)).status).toBe(200)
    expect(await eventsOf(ann, uuid)).toHaveLength(5)
  })
})
