import { describe, expect, test } from '@jest/globals'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, leaves, listsMembers, removes, renames } from '../../steps/groups.ts'
import { changes, listsWith, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { itemsIn } from '../../steps/table.ts'
import { meter, oneByOne, through } from '../../steps/wire.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const archive = { is_archived: true }

/** Who has hidden the group, according to its item. */
const hiddenIn = async (uuid: string): Promise<string[]> => {
  const [item] = await itemsIn(`NGR#${uuid}`)
  return Object.keys(item?.hidden as object)
}

const names = ['Ann', 'Bob', 'Cy', 'Dee', 'Eve', 'Fay', 'Gus']

describe('an archived group', () => {
  test('is in the archive of its member only, and the others are told nothing', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const before = await opensGroup(ann, uuid)
    const members = (await listsMembers(ann, uuid)).body
    expect((await changes(bob, uuid, archive)).body).toMatchObject({ state: 'archived' })
    expect(await listsWith(bob, uuid)).toEqual(['archived'])
    for (const person of [ann, cy]) expect(await listsWith(person, uuid)).toEqual(['inbox'])
    expect(await opensGroup(ann, uuid)).toEqual(before)
    expect((await listsMembers(ann, uuid)).body).toEqual(members)
  })

  test('comes back for everybody who has archived it, with the next message of anybody', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    for (const person of [ann, bob]) await changes(person, uuid, archive)
    await saysInto(cy, 'hi', uuid)
    for (const person of [ann, bob]) {
      expect(await listsWith(person, uuid)).toEqual(['inbox'])
      expect(await opensGroup(person, uuid)).toMatchObject({ message: 'hi', unread_count: 1 })
    }
    expect(await hiddenIn(uuid)).toEqual([])
  })

  test('comes back with a message of its member, for the others too', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    for (const person of [ann, bob]) await changes(person, uuid, archive)
    await saysInto(bob, 'hi', uuid)
    for (const person of [ann, bob]) expect(await listsWith(person, uuid)).toEqual(['inbox'])
  })

  test('comes back within one transaction for all, and the next message costs nothing more', async () => {
    const { ann, members, uuid } = await aNamedGroup({ names })
    await saysInto(ann, 'looks me up', uuid)
    for (const person of members.slice(1)) await changes(person, uuid, archive)
    const commandsOf = async (message: string) => (await meter(() => saysInto(ann, message, uuid))).commands
    expect(await commandsOf('hi')).toEqual(['GetItem', 'GetItem', 'GetItem', 'TransactWriteItems', 'PutItem'])
    expect(await commandsOf('hi again')).toEqual(['GetItem', 'GetItem', 'PutItem'])
    for (const person of members) expect(await listsWith(person, uuid)).toEqual(['inbox'])
  })

  test.each(['first', 'last'] as const)(
    'comes back for all, also if messages race with each other and with its members (%s first)',
    async (which) => {
      const { ann, bob, members, uuid } = await aNamedGroup({ names })
      const others = members.slice(2)
      for (const person of others) await changes(person, uuid, archive)
      const [back, again] = others as [typeof ann, typeof ann]
      const answers = await through(
        oneByOne(which, async () => {}),
        () =>
          Promise.all([
            saysInto(ann, 'hi', uuid),
            saysInto(bob, 'ho', uuid),
            changes(back, uuid, { is_archived: false }),
            leaves(again, uuid),
          ]),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      for (const person of others.filter((one) => one !== again))
        expect(await listsWith(person, uuid)).toEqual(['inbox'])
      expect(await listsWith(again, uuid)).toEqual([])
      expect(await hiddenIn(uuid)).toEqual([])
    },
  )

  test('that its member has left is not looked for again, and comes back to the inbox when they are added', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    await changes(bob, uuid, archive)
    await removes(ann, uuid, bob)
    expect(await hiddenIn(uuid)).toEqual([])
    await adds(ann, uuid, bob)
    expect(await listsWith(bob, uuid)).toEqual(['inbox'])
  })

  test('stays in the archive when something happens to the group, and shows it', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    await changes(bob, uuid, archive)
    await renames(ann, uuid, 'Tour')
    expect(await readsList(bob, 'archived')).toMatchObject([
      { uuid, message: 'Ann renamed the group to “Tour”', unread_count: 0 },
    ])
    expect(await hiddenIn(uuid)).toEqual([bob.uuid])
  })
})

test('muting and the mark "unread" are one member’s own', async () => {
  const { ann, bob, uuid } = await aNamedGroup()
  const muted_until = '2999-01-01T00:00:00.000Z'
  await changes(bob, uuid, { muted_until, is_marked_unread: true })
  expect(await opensGroup(bob, uuid)).toMatchObject({ muted_until, is_marked_unread: true })
  expect(await opensGroup(ann, uuid)).toMatchObject({ muted_until: null, is_marked_unread: false })
})
