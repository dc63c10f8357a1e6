import { describe, expect, test } from '@jest/globals'
import * as given from '../../steps/given.ts'
import {
  adds,
  aNamedGroup,
  createsGroup,
  leaves,
  listsMembers,
  people,
  removes,
  renames,
} from '../../steps/groups.ts'
import { edits, reacts, readsMessages } from '../../steps/messageChanges.ts'
import { hasRenamed, namesOf } from '../../steps/renames.ts'
import { reports } from '../../steps/reported.ts'
import { changes, isDelivered, marksRead, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { live, opens } from '../../steps/sockets.ts'
import { restores, suspends } from '../../steps/suspensions.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'
import { meter, type Pass, through } from '../../steps/wire.ts'
import { works } from '../../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()

type Person = Awaited<ReturnType<typeof given.aUser>>

/** Does something once, before the first command of this kind. */
const interrupting = (kind: string, act: () => Promise<unknown>): Pass => {
  let hasActed = false
  return async ({ command }, send) => {
    if (command === kind && !hasActed) {
      hasActed = true
      await act()
    }
    return send()
  }
}

const previewOf = async (as: Person) =>
  (await readsList(as))[0].members_preview.map((one: { display_name: string }) => one.display_name)

describe('a member who takes another name', () => {
  test('has it in the rows of the others and in the list of members; older messages have the old one', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await saysInto(ann, 'before', uuid)
    const names = namesOf(await hasRenamed(ann, { display_name: 'Anna', handle: given.aHandle('anna') }))
    await works(ann)
    for (const as of [bob, cy]) {
      const [row] = await readsList(as)
      expect(row.members_preview[0]).toMatchObject(names)
      expect((await listsMembers(as, uuid)).body[0]).toMatchObject(names)
    }
    expect((await readsMessages(bob, uuid)).at(-1)).toMatchObject({ message: 'before', display_name: 'Ann' })
  })

  test('who is not among the first four costs no writes of rows', async () => {
    const { members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'] })
    const eve = members[4] as Person
    await hasRenamed(eve, { display_name: 'Eva' })
    const { commands } = await meter(() => works(eve))
    expect(commands.filter((command) => command === 'TransactWriteItems')).toEqual([])
    expect((await listsMembers(eve, uuid)).body[4]).toMatchObject({ display_name: 'Eva' })
  })

  test('and comes among the first four later, is shown with the name of then', async () => {
    const { ann, bob, members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'] })
    const eve = members[4] as Person
    await hasRenamed(eve, { display_name: 'Eva' })
    await works(eve)
    await removes(ann, uuid, bob)
    await isDelivered(uuid, 1)
    expect(await previewOf(ann)).toEqual(['Cy', 'Dee', 'Eva'])
  })

  test.each([
    [
      'added',
      async ({ ann, uuid }: Awaited<ReturnType<typeof aNamedGroup>>, dee: Person) => adds(ann, uuid, dee),
    ],
    [
      'invited to a new group',
      async ({ ann }: Awaited<ReturnType<typeof aNamedGroup>>, dee: Person) =>
        createsGroup(ann, 'Tour', [dee]),
    ],
  ])('while they are %s is shown with the new name', async (_, act) => {
    const group = await aNamedGroup()
    const [dee] = await people('Dee')
    const { status } = await through(
      interrupting('TransactWriteItems', async () => {
        await hasRenamed(dee, { display_name: 'Dora' })
        await works(dee)
      }),
      () => act(group, dee),
    )
    expect(status).toBe(200)
    expect(JSON.stringify(await readsList(dee))).not.toContain('"Dee"')
    expect(JSON.stringify(await readsList(group.ann))).not.toContain('"Dee"')
  })

  test('while somebody leaves, and they come among the first four, is shown with the new name', async () => {
    const { ann, bob, members, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', 'Cy', 'Dee', 'Eve'] })
    const eve = members[4] as Person
    await through(
      interrupting('TransactWriteItems', async () => {
        await hasRenamed(eve, { display_name: 'Eva' })
        await works(eve)
      }),
      () => leaves(bob, uuid),
    )
    await isDelivered(uuid, 1)
    expect(await previewOf(ann)).toEqual(['Cy', 'Dee', 'Eva'])
  })

  test('while an event arrives at the rows is shown with the new name', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await renames(ann, uuid, 'Tour')
    const renamesBob = interrupting('UpdateItem', async () => {
      await hasRenamed(bob, { display_name: 'Bea' })
      await works(bob)
    })
    await through(renamesBob, () => isDelivered(uuid, 1))
    expect(await previewOf(ann)).toEqual(['Bea', 'Cy'])
    expect(await previewOf(cy)).toEqual(['Ann', 'Bea'])
    expect(await readsList(ann)).toMatchObject([
      { title: 'Tour', message: 'Ann renamed the group to “Tour”' },
    ])
  })

  test('while the group changes, too, is shown with the new name', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await through(
      interrupting('TransactWriteItems', async () => {
        await hasRenamed(bob, { display_name: 'Bea' })
        await works(bob)
      }),
      () => renames(ann, uuid, 'Tour'),
    )
    await isDelivered(uuid, 1)
    expect(await readsList(cy)).toMatchObject([{ title: 'Tour' }])
    expect(await previewOf(cy)).toEqual(['Ann', 'Bea'])
  })
})

describe('a member whose account is suspended', () => {
  test('can do nothing in the group from the first moment, and is still a member when the account is restored', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const { body: said } = await saysInto(bob, 'hi', uuid)
    await calls('GET', '/api/message_groups', { as: bob }) // their profile is cached
    await suspends(bob)
    for (const answer of await Promise.all([
      saysInto(bob, 'let me in', uuid),
      edits(bob, said, 'edited'),
      reacts(bob, said, '👍'),
      marksRead(bob, uuid, said.uuid),
      changes(bob, uuid, { is_archived: true }),
      calls('GET', `/api/messages/${uuid}`, { as: bob }),
      calls('GET', `/api/message_groups/${uuid}`, { as: bob }),
      listsMembers(bob, uuid),
      renames(bob, uuid, 'Mine'),
      adds(bob, uuid, await given.aUser()),
      removes(bob, uuid, cy),
      leaves(bob, uuid),
      reports(bob, uuid, said.uuid),
      createsGroup(bob, 'Another', [ann]),
    ]))
      then.isRefused(answer, 403, 'account_suspended')
    expect((await saysInto(ann, 'Where is Bob?', uuid)).status).toBe(200)
    await restores(bob)
    expect(await opensGroup(bob, uuid)).toMatchObject({ member_count: 3, message: 'Where is Bob?' })
  })

  test('gets no frames, and can be removed', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const [socket, witness] = [await opens(bob), await opens(ann)]
    await suspends(bob)
    await saysInto(ann, 'A message', uuid)
    await witness.receives({ message: expect.objectContaining({ message: 'A message' }) })
    expect(JSON.stringify(socket.frames)).not.toContain('A message')
    expect((await removes(ann, uuid, bob)).body).toMatchObject({ member_count: 2 })
    await restores(bob)
    expect(await readsList(bob)).toEqual([])
  })

  test('while they are added is kept out', async () => {
    const { ann, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    const answer = await through(
      interrupting('TransactWriteItems', async () => {
        await suspends(dee)
      }),
      () => adds(ann, uuid, dee),
    )
    then.isRefused(answer, 403, 'recipient_unavailable')
    expect((await listsMembers(ann, uuid)).body).toHaveLength(3)
  })
})
