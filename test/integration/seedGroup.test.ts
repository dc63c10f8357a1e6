import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { people } from '../../seed/people.ts'
import { seed } from '../../seed/seed.ts'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { filesOf, itemOf, looksAt, tidiesUp } from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { listsMembers, removes } from '../steps/groups.ts'
import { deletes, readsMessages } from '../steps/messageChanges.ts'
import { eventually } from '../steps/processes.ts'
import { readsList } from '../steps/safety.ts'
import { allItems } from '../steps/table.ts'
import { tokenFor } from '../steps/tokens.ts'

given.anEngine()
given.aWorkQueue()

type Demo = (typeof people)[number] & { token: string }

const demo = () => people.map((person) => ({ ...person, token: tokenFor(person.cognito_user_id) }))

test('the demo group has its people, what they said and did, and unread messages', async () => {
  await seed()
  const [andrew, bayko, londo, nadia] = demo() as [Demo, Demo, Demo, Demo]
  const named = async (person: Demo) =>
    (await readsList(person)).filter(({ kind }: { kind: string }) => kind === 'named')
  const [row] = await named(andrew)
  expect(row).toMatchObject({ title: 'Meatball Summit', member_count: 4, unread_count: 3 })
  const counts = [bayko, londo, nadia].map(async (person) => (await named(person))[0].unread_count)
  expect(await Promise.all(counts)).toEqual([2, 1, 0])
  const messages = await readsMessages(andrew, row.uuid)
  expect(messages.flatMap(({ event }: { event?: { type: string } }) => event?.type ?? [])).toEqual([
    'created',
    'joined',
    'renamed',
  ])
  expect(messages[0].message).toBe('Andrew Brown created the group “Saturday”')
  expect(await readsMessages(nadia, row.uuid)).toEqual(messages.slice(messages.length - 10))
  expect((await listsMembers(nadia, row.uuid)).body).toMatchObject([
    { handle: 'andrewbrown', is_owner: true },
    { handle: 'bayko' },
    { handle: 'londo' },
    { handle: 'nadia' },
  ])
})

test('the last message of the demo group has a picture, which stays deleted once it is', async () => {
  await seed()
  const [andrew, , , nadia] = demo() as [Demo, Demo, Demo, Demo]
  const [row] = (await readsList(andrew)).filter(({ kind }: { kind: string }) => kind === 'named')
  expect(row.last_message.attachment_count).toBe(1)
  const last = (await readsMessages(andrew, row.uuid)).at(-1)
  const [picture] = last.attachments
  expect(picture).toMatchObject({ width: 800, height: 600, alt: expect.stringMatching(/^A drawing of .*: /) })
  const { status, bytes } = await looksAt(picture.url)
  expect([status, bytes]).toEqual([200, readFileSync('seed/pictures/seating-plan.png')])

  await deletes(nadia, { ...last, message_group_uuid: row.uuid })
  const tidiedUp = async () => {
    await tidiesUp(row.uuid, 1)
    return itemOf(picture)
  }
  await eventually(tidiedUp, (item) => item === undefined)
  await seed()
  expect([await itemOf(picture), await filesOf(row.uuid)]).toEqual([undefined, []])
  expect((await readsMessages(andrew, row.uuid)).at(-1).attachments).toBeUndefined()
})

test('what people have done to the demo group since is not undone', async () => {
  const [andrew, bayko, londo, nadia] = demo() as [Demo, Demo, Demo, Demo]
  const [row] = (await readsList(andrew)).filter(({ kind }: { kind: string }) => kind === 'named')
  const seedsNothing = async () => {
    await rebuildGroup(row.uuid) // as updateInbox would
    const before = await allItems()
    expect(await seed()).toMatchObject({ written: 0 })
    expect(await allItems()).toEqual(before)
  }
  await removes(andrew, row.uuid, nadia)
  await removes(andrew, row.uuid, andrew)
  await seedsNothing()
  for (const person of [bayko, londo]) await removes(person, row.uuid, person)
  await seedsNothing()
})
