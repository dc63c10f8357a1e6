import { describe, expect, test } from '@jest/globals'
import { handler as updateInbox } from '../../../src/handlers/updateInbox.ts'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, leaves, people, removes, renames } from '../../steps/groups.ts'
import { deletes, edits, reacts, readsMessages, replies, unreacts } from '../../steps/messageChanges.ts'
import { reports } from '../../steps/reported.ts'
import { isDelivered, marksRead, opensGroup, readsList, readsUnread, saysInto } from '../../steps/safety.ts'
import { newIn } from '../../steps/stream.ts'
import { itemsIn } from '../../steps/table.ts'
import * as then from '../../steps/then.ts'

given.anEngine()
given.aWorkQueue()

type Caller = { token: string }

test('everything that happens to a group is a message that says who did what to whom', async () => {
  const { ann, bob, cy, uuid } = await aNamedGroup()
  const [dee] = await people('Dee')
  await adds(bob, uuid, dee)
  await renames(cy, uuid, 'Tour')
  await removes(ann, uuid, cy)
  await leaves(ann, uuid)
  const about = ({ uuid, handle, displayName }: typeof ann) => ({
    user_uuid: uuid,
    handle,
    display_name: displayName,
  })
  const by = (person: typeof ann, message: string, event: object) => ({ ...about(person), message, event })
  const messages = await readsMessages(bob, uuid)
  expect(messages).toMatchObject([
    by(ann, 'Ann created the group “Trip”', { type: 'created', title: 'Trip', ...about(ann) }),
    by(bob, 'Bob added Dee', { type: 'joined', ...about(dee) }),
    by(cy, 'Cy renamed the group to “Tour”', { type: 'renamed', title: 'Tour', ...about(cy) }),
    by(ann, 'Ann removed Cy', { type: 'removed', ...about(cy) }),
    by(ann, 'Ann left', { type: 'left', ...about(ann) }),
    by(ann, 'Bob is the owner now', { type: 'owner_changed', ...about(bob) }),
  ])
})

test('an event moves the rows of all members, and a settled row, too, shows the group as it is now', async () => {
  const { ann, bob, cy, uuid } = await aNamedGroup()
  await renames(cy, uuid, 'Tour')
  await removes(ann, uuid, bob)
  await isDelivered(uuid, 2)
  for (const person of [ann, cy]) {
    const [row] = await readsList(person)
    expect(row).toMatchObject({
      title: 'Tour',
      display_name: 'Tour',
      member_count: 2,
      message: 'Ann removed Bob',
      last_message: {
        user_uuid: ann.uuid,
        display_name: 'Ann',
        event: { type: 'removed', user_uuid: bob.uuid },
      },
    })
    expect(row.members_preview.map((one: { display_name: string }) => one.display_name)).not.toContain('Bob')
  }
})

test('events that arrive late, twice or in another order leave the newest title in the rows', async () => {
  const { ann, bob, uuid } = await aNamedGroup()
  for (const title of ['one', 'two', 'three']) await renames(ann, uuid, title)
  await isDelivered(uuid, 3)
  await renames(ann, uuid, 'four')
  for (const count of [3, 4, 4]) await isDelivered(uuid, count)
  expect(await readsList(bob)).toMatchObject([{ title: 'four' }])
})

test('an event that arrives after a later message still shows the new title, and does not move the row back', async () => {
  const { ann, bob, uuid } = await aNamedGroup()
  await renames(ann, uuid, 'Tour')
  await at(Date.now() + 180_000, () => saysInto(ann, 'after a pause', uuid))
  const [event, message] = await newIn([uuid], 2)
  for (const record of [message, event]) await updateInbox({ Records: record ? [record] : [] })
  const [row] = await readsList(bob)
  expect(row).toMatchObject({ title: 'Tour', message: 'after a pause', unread_count: 1 })
  const [stored] = await itemsIn(`GRP#${bob.uuid}`)
  expect(stored?.last_message_at).toBe(message?.dynamodb?.Keys?.sk?.S)
})

type Group = Awaited<ReturnType<typeof aNamedGroup>>

const changesOfGroups: [string, (group: Group, dee: Group['ann']) => Promise<unknown>][] = [
  ['Ann renamed the group to “Tour”', ({ ann, uuid }) => renames(ann, uuid, 'Tour')],
  ['Bob added Dee', ({ bob, uuid }, dee) => adds(bob, uuid, dee)],
  ['Ann removed Cy', ({ ann, cy, uuid }) => removes(ann, uuid, cy)],
  ['Cy left', ({ cy, uuid }) => leaves(cy, uuid)],
]

test.each(changesOfGroups)(
  '“%s” is seen by all, also if the server that writes it is behind the one that has added them',
  async (text, act) => {
    const group = await aNamedGroup()
    const [dee] = await people('Dee')
    await at(Date.now() - 2500, () => act(group, dee))
    for (const as of [group.ann, group.bob])
      expect((await readsMessages(as, group.uuid)).at(-1)).toMatchObject({ message: text })
  },
)

describe('an event', () => {
  test('is never unread, wherever it stands among other messages', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await renames(ann, uuid, 'one')
    expect(await opensGroup(bob, uuid)).toMatchObject({ unread_count: 0 })
    const { body: said } = await saysInto(ann, 'hi', uuid)
    await renames(ann, uuid, 'two')
    await saysInto(cy, 'ho', uuid)
    await renames(ann, uuid, 'three')
    await isDelivered(uuid, 3)
    const rows = async () => [await opensGroup(bob, uuid), (await readsList(bob))[0]]
    for (const row of await rows())
      expect(row).toMatchObject({ unread_count: 2, message: 'Ann renamed the group to “three”' })
    expect(await readsUnread(bob)).toEqual({ conversations: 1, has_requests: false })
    then.isAnswered(await marksRead(bob, uuid, said.uuid), { unread_count: 1 })
    const last = (await readsMessages(bob, uuid)).at(-1)
    then.isAnswered(await marksRead(bob, uuid, last.uuid), { unread_count: 0 })
    for (const row of await rows()) expect(row).toMatchObject({ unread_count: 0, last_read_uuid: last.uuid })
  })

  test('is not unread either behind more events than a row reads', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    await saysInto(ann, 'hi', uuid)
    for (let number = 0; number < 12; number += 1) await renames(ann, uuid, `Title ${number}`)
    await isDelivered(uuid, 12)
    for (const row of [await opensGroup(bob, uuid), (await readsList(bob))[0]])
      expect(row).toMatchObject({ unread_count: 1, message: 'Ann renamed the group to “Title 11”' })
  })

  const anEvent = async () => {
    const group = await aNamedGroup()
    const [event] = await readsMessages(group.bob, group.uuid)
    return { ...group, event: { ...event, message_group_uuid: group.uuid } }
  }
  type AnEvent = Awaited<ReturnType<typeof anEvent>>

  const refused: [string, (as: Caller, event: AnEvent['event']) => ReturnType<typeof deletes>][] = [
    ['edited', (as, event) => edits(as, event, 'Nothing happened')],
    ['deleted', deletes],
    ['reacted to', (as, event) => reacts(as, event, '👍')],
    ['freed of a reaction', unreacts],
  ]
  test.each(refused)('cannot be %s: 422 message_is_event, also for who caused it', async (_, act) => {
    const { ann, bob, event } = await anEvent()
    for (const as of [ann, bob]) then.isRefused(await act(as, event), 422, 'message_is_event')
  })

  test('can be answered and reported', async () => {
    const { bob, uuid, event } = await anEvent()
    const { body } = await replies(bob, event, 'Nice')
    expect(body.reply_to).toMatchObject({ uuid: event.uuid, message: 'Ann created the group “Trip”' })
    expect((await reports(bob, uuid, event.uuid)).status).toBe(200)
  })
})
