import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, leaves, listsMembers, removes, renames } from '../../steps/groups.ts'
import { deletes, edits, linkOf, reacts, replies, unreacts } from '../../steps/messageChanges.ts'
import { reports } from '../../steps/reported.ts'
import { changes, listsWith, marksRead, readsUnread, saysInto } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls, nextPageOf } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

/** A group in which Ann and Bob have written, and what Bob knew of it when he was a member. */
const aGroupWithHistory = async () => {
  const group = await aNamedGroup()
  const { ann, bob, uuid } = group
  const key = uuidv7()
  const { body: own } = await calls('POST', '/api/messages', {
    as: bob,
    body: { message: 'by Bob', message_group_uuid: uuid },
    headers: { 'idempotency-key': key },
  })
  const { body: annas } = await saysInto(ann, 'by Ann', uuid)
  const page = await calls('GET', `/api/messages/${uuid}?limit=1`, { as: bob })
  return { ...group, own, annas, key, next: nextPageOf(page) ?? '', since: linkOf(page, 'since') ?? '' }
}

type Known = Awaited<ReturnType<typeof aGroupWithHistory>>
type Request = (known: Known) => Promise<{ status: number; headers: Headers; body: unknown }>

const gets = (target: (known: Known) => string): Request => {
  return (known) => calls('GET', target(known), { as: known.bob })
}
const messages = ({ uuid }: Known) => `/api/messages/${uuid}`

const everyRoute: [what: string, request: Request][] = [
  ['opening it', gets(({ uuid }) => `/api/message_groups/${uuid}`)],
  ['its members', ({ bob, uuid }) => listsMembers(bob, uuid)],
  ['its messages', gets(messages)],
  ['the messages before one', gets((known) => `${messages(known)}?before=${known.annas.uuid}`)],
  ['the messages after one', gets((known) => `${messages(known)}?after=${known.own.uuid}`)],
  ['the messages around one', gets((known) => `${messages(known)}?around=${known.own.uuid}`)],
  ['the messages since one', gets((known) => `${messages(known)}?since=${known.own.uuid}`)],
  ['the next page of an earlier one', gets(({ next }) => next)],
  ['a catch-up', gets(({ since }) => since)],
  ['a search', gets((known) => `${messages(known)}/search?q=ann`)],
  ['a message', ({ bob, uuid }) => saysInto(bob, 'hi', uuid)],
  [
    'a retry of a stored message',
    ({ bob, uuid, key }) =>
      calls('POST', '/api/messages', {
        as: bob,
        body: { message: 'by Bob', message_group_uuid: uuid },
        headers: { 'idempotency-key': key },
      }),
  ],
  ['a reply', ({ bob, annas }) => replies(bob, annas, 'hi')],
  ['an edit', ({ bob, own }) => edits(bob, own, 'edited')],
  ['a deletion', ({ bob, own }) => deletes(bob, own)],
  ['a reaction', ({ bob, annas }) => reacts(bob, annas, '👍')],
  ['removing a reaction', ({ bob, annas }) => unreacts(bob, annas)],
  ['marking it as read', ({ bob, uuid, annas }) => marksRead(bob, uuid, annas.uuid)],
  ['muting it', ({ bob, uuid }) => changes(bob, uuid, { muted_until: null })],
  ['archiving it', ({ bob, uuid }) => changes(bob, uuid, { is_archived: true })],
  ['a report', ({ bob, uuid, annas }) => reports(bob, uuid, annas.uuid)],
  ['renaming it', ({ bob, uuid }) => renames(bob, uuid, 'Mine')],
  ['adding somebody', ({ bob, uuid, cy }) => adds(bob, uuid, cy)],
  ['adding themselves', ({ bob, uuid }) => adds(bob, uuid, bob)],
  ['removing somebody', ({ bob, uuid, cy }) => removes(bob, uuid, cy)],
  ['leaving it again', ({ bob, uuid }) => leaves(bob, uuid)],
]

const waysOut: [how: string, act: (known: Known) => Promise<{ status: number }>][] = [
  ['has left', ({ bob, uuid }) => leaves(bob, uuid)],
  ['was removed', ({ ann, bob, uuid }) => removes(ann, uuid, bob)],
]

describe.each(waysOut)('for somebody who %s', (_, act) => {
  test.each(everyRoute)('%s is 404 message_group_not_found', async (_, request) => {
    const known = await aGroupWithHistory()
    expect((await act(known)).status).toBe(200)
    then.isRefused(await request(known), 404, 'message_group_not_found')
  })

  test('it is in no list and counts as unread nowhere', async () => {
    const known = await aGroupWithHistory()
    const { bob, uuid } = known
    await changes(bob, uuid, { is_marked_unread: true })
    expect(await readsUnread(bob)).toEqual({ conversations: 1, has_requests: false })
    await act(known)
    expect(await listsWith(bob, uuid)).toEqual([])
    expect(await readsUnread(bob)).toEqual({ conversations: 0, has_requests: false })
  })
})

test('every route answers a member: what is refused above is refused because Bob is none', async () => {
  for (const [what, request] of everyRoute) {
    const { status } = await request(await aGroupWithHistory())
    expect([what, status]).toEqual([what, what === 'removing somebody' ? 403 : 200])
  }
})
