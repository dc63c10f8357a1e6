import { describe, expect, test } from '@jest/globals'
import { erases, leftOf } from '../../steps/erasures.ts'
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
import { edits, linkOf, reacts, readsMessages, replies } from '../../steps/messageChanges.ts'
import { changes, isDelivered, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { itemsIn } from '../../steps/table.ts'
import { calls } from '../../steps/when.ts'
import { through } from '../../steps/wire.ts'

given.anEngine()
given.aWorkQueue()

type Person = Awaited<ReturnType<typeof given.aUser>>

let count = 0
/** Somebody with a name that nothing else contains. */
const aPersonToErase = async () => {
  count += 1
  return given.aUser({ displayName: `Erased Person ${count}`, handle: given.aHandle('erased') })
}

const textsThatName = ({ displayName, handle }: Person) => [displayName, handle]

const textsOf = async (as: Person, uuid: string): Promise<string[]> =>
  (await readsMessages(as, uuid)).map(({ message }: { message: string }) => message)

/** Waits until an erasure lets the others leave, then does something before its first transaction with the group. */
const whileErasing = async (person: Person, act: () => Promise<{ status: number }>) => {
  let hasActed = false
  await through(
    async ({ command, input }, send) => {
      if (command === 'TransactWriteItems' && !hasActed && JSON.stringify(input).includes('NGR#')) {
        hasActed = true
        expect((await act()).status).toBe(200)
      }
      return send()
    },
    () => erases(person),
  )
  expect(hasActed).toBe(true)
}

describe('after the erasure of a member', () => {
  test('nothing of the group has their name or their texts, and the others see that somebody left', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const person = await aPersonToErase()
    await adds(bob, uuid, person)
    const { body: said } = await saysInto(person, 'A text to erase', uuid)
    const { body: answer } = await replies(ann, said, 'Yes')
    await reacts(person, answer, '👍')
    await renames(person, uuid, 'Tour')
    const since = linkOf(await calls('GET', `/api/messages/${uuid}`, { as: ann }), 'since') ?? ''
    expect(await erases(person)).toMatchObject({ conversations: 1, messages: 1, reactions: 1 })

    expect(await leftOf([...textsThatName(person), 'A text to erase'])).toEqual([])
    expect(await memberUuidsOf(ann, uuid)).not.toContain(person.uuid)
    const messages = await readsMessages(ann, uuid)
    expect(messages.map(({ message }: { message: string }) => message)).toEqual([
      'Ann created the group “Trip”',
      'Bob added Deleted user',
      '',
      'Yes',
      'Deleted user renamed the group to “Tour”',
      'Deleted user left',
    ])
    expect(messages[3]).toMatchObject({ reply_to: { message: '' } })
    expect(messages[3].reactions).toBeUndefined()
    const changed = (await calls('GET', since, { as: ann })).body.map(({ uuid }: { uuid: string }) => uuid)
    expect(changed).toEqual(expect.arrayContaining([said.uuid, answer.uuid]))
  })

  test('their name is in no row, neither as one of the first members nor as the last sender', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const person = await aPersonToErase()
    const { body } = await createsGroup(ann, 'Trip', [person, bob])
    await saysInto(person, 'A last text to erase', body.uuid)
    expect(JSON.stringify(await readsList(bob))).toContain(person.displayName)
    await erases(person)
    await isDelivered(body.uuid, 2)
    for (const as of [ann, bob])
      expect(await readsList(as)).toMatchObject([{ message: 'Deleted user left', member_count: 2 }])
    expect(await leftOf(textsThatName(person))).toEqual([])
  })

  test('who owned the group, the longest-standing member owns it', async () => {
    const [bob, cy] = await people('Bob', 'Cy')
    const person = await aPersonToErase()
    const { body } = await createsGroup(person, 'Trip', [bob, cy])
    await erases(person)
    expect((await listsMembers(cy, body.uuid)).body).toMatchObject([
      { uuid: bob.uuid, is_owner: true },
      { uuid: cy.uuid },
    ])
    expect((await textsOf(cy, body.uuid)).at(-1)).toBe('Bob is the owner now')
    expect(await leftOf(textsThatName(person))).toEqual([])
  })

  test('who was the last one, the group and its messages are gone', async () => {
    const [bob] = await people('Bob')
    const person = await aPersonToErase()
    const { body } = await createsGroup(person, 'Trip', [bob])
    await saysInto(bob, 'A text of somebody else', body.uuid)
    await leaves(bob, body.uuid)
    await erases(person)
    expect(await itemsIn(`MSG#${body.uuid}`)).toEqual([])
    expect(await leftOf(textsThatName(person))).toEqual([])
  })

  test('who had archived the group, a message goes to the others as before', async () => {
    const { ann, uuid } = await aNamedGroup()
    const person = await aPersonToErase()
    await adds(ann, uuid, person)
    await changes(person, uuid, { is_archived: true })
    await erases(person)
    expect((await saysInto(ann, 'hi', uuid)).status).toBe(200)
    expect(JSON.stringify(await itemsIn(`NGR#${uuid}`))).not.toContain(person.uuid)
  })
})

describe('after the erasure of a former member', () => {
  const waysOut: [string, (person: Person, ann: Person, uuid: string) => Promise<unknown>][] = [
    ['has left', (person, _, uuid) => leaves(person, uuid)],
    ['was removed', (person, ann, uuid) => removes(ann, uuid, person)],
  ]

  test.each(waysOut)('who %s, nothing that they wrote remains', async (_, act) => {
    const { ann, uuid } = await aNamedGroup()
    const person = await aPersonToErase()
    await adds(ann, uuid, person)
    const { body: said } = await saysInto(person, 'A text to erase', uuid)
    await edits(person, said, 'An edited text to erase')
    await act(person, ann, uuid)
    await erases(person)
    expect(await leftOf([...textsThatName(person), 'text to erase'])).toEqual([])
    expect(await textsOf(ann, uuid)).toContain('Ann added Deleted user')
  })
})

describe('during an erasure', () => {
  test('the owner leaves, and no event names the erased person as the new owner', async () => {
    const [ann, cy] = await people('Ann', 'Cy')
    const person = await aPersonToErase()
    const { body } = await createsGroup(ann, 'Trip', [person, cy])
    await whileErasing(person, () => leaves(ann, body.uuid))
    expect(await leftOf(textsThatName(person))).toEqual([])
    expect((await listsMembers(cy, body.uuid)).body).toMatchObject([{ uuid: cy.uuid, is_owner: true }])
  })

  test('the owner removes the person, which is not done twice', async () => {
    const [ann, cy] = await people('Ann', 'Cy')
    const person = await aPersonToErase()
    const { body } = await createsGroup(ann, 'Trip', [cy, person])
    await whileErasing(person, () => removes(ann, body.uuid, person))
    expect(await leftOf(textsThatName(person))).toEqual([])
    expect(await textsOf(cy, body.uuid)).toEqual(['Ann created the group “Trip”', 'Ann removed Deleted user'])
  })

  test('a message of somebody else brings the group back for the others who have archived it', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const person = await aPersonToErase()
    await adds(ann, uuid, person)
    for (const as of [bob, person]) await changes(as, uuid, { is_archived: true })
    await whileErasing(person, () => saysInto(cy, 'hi', uuid))
    expect(await opensGroup(bob, uuid)).toMatchObject({ state: 'inbox' })
  })

  test('that is interrupted, and run again, nothing remains', async () => {
    const { ann, uuid } = await aNamedGroup()
    const person = await aPersonToErase()
    await adds(ann, uuid, person)
    await saysInto(person, 'A text to erase', uuid)
    for (let calls = 1; ; calls += 1) {
      let left = calls
      const isDone = await through(
        async (_, send) => {
          left -= 1
          if (left < 0) throw new Error('interrupted')
          return send()
        },
        () =>
          erases(person).then(
            () => true,
            (error: Error) => {
              if (!/interrupted|no user/.test(error.message)) throw error
              return false
            },
          ),
      )
      if (isDone) break
    }
    expect(await leftOf([...textsThatName(person), 'A text to erase'])).toEqual([])
    expect(await memberUuidsOf(ann, uuid)).toHaveLength(3)
  })
})
