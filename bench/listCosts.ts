import { restoreUser, suspendUser } from '../src/repository/admin/suspension.ts'
import { type Capacity, capacityOf, dollarsOf, nothing } from './capacity.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, createPeople, type Person, request, sendMessage } from './people.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

const call = async (as: Person, method: string, path: string, body?: object) =>
  bodyOf(await request(as, method, path, body))

/** The capacity of changes of lists, requests, blocks and reports, and of suspensions. */
export const measureListCosts = async (text: string): Promise<Table> => {
  const { me, others, groups } = await createPersonWithConversations(2, text)
  const [other, group] = [others[0] as Person, groups[0] as string]
  const [stranger, unknown] = (await createPeople(2)) as [Person, Person]
  for (const person of [me, other, stranger]) await call(person, 'GET', '/message_groups')
  const rows: [string, Capacity][] = []
  const measure = async (what: string, work: () => Promise<unknown>, delivery = false) => {
    const spent = await capacityOf(work)
    const { updateInbox } = delivery ? await deliverStream() : { updateInbox: nothing }
    rows.push([what, { wcu: spent.wcu + updateInbox.wcu, rcu: spent.rcu + updateInbox.rcu }])
  }
  const change = (body: object) => call(me, 'PATCH', `/message_groups/${group}/membership`, body)

  await measure('mute, or mark as unread', () => change({ muted_until: '2999-01-01T00:00:00.000Z' }))
  await measure('archive', () => change({ is_archived: true }))
  await measure(
    "the other person's next message, which brings it back",
    () => sendMessage(other, { group }, text),
    true,
  )
  await measure('block somebody', () => call(me, 'PUT', `/blocks/${other.uuid}`))
  await measure('a message that is refused', () =>
    request(other, 'POST', '/messages', { message: text, message_group_uuid: group }),
  )
  await measure('unblock', () => call(me, 'DELETE', `/blocks/${other.uuid}`))
  await measure('block somebody before the first message', () => call(me, 'PUT', `/blocks/${unknown.uuid}`))
  await measure('change the setting for strangers', () =>
    call(me, 'PATCH', '/users/me', { strangers: 'requests' }),
  )
  await measure(
    'start a conversation, as a request',
    () => sendMessage(stranger, { handle: me.handle }, text),
    true,
  )
  await measure('GET /api/unread', () => call(me, 'GET', '/unread'))
  const reported = await sendMessage(other, { group }, text)
  await measure('report a message', () =>
    call(me, 'POST', '/reports', { message_group_uuid: group, message_uuid: reported.uuid, reason: 'spam' }),
  )
  const [incoming] = await call(me, 'GET', '/message_groups?state=request')
  await measure('answer a request', () => sendMessage(me, { group: incoming.uuid }, text), true)
  await measure('suspend a person with three conversations', () => suspendUser(me.uuid, Date.now(), () => {}))
  await measure('restore them', () => restoreUser(me.uuid, () => {}))
  return {
    title: 'Lists, requests, blocks and reports',
    columns: [
      { heading: 'what' },
      { heading: 'WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: '$ a million', digits: 2 },
    ],
    rows: rows.map(([what, cost]) => [what, cost.wcu, cost.rcu, dollarsOf(cost)]),
    notes: ['With the update of both inboxes, if there is one.'],
  }
}
