import { type Capacity, capacityOf, dollarsOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { type Design, rowsOnAPage } from './design.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, type Person, request, sendMessage } from './people.ts'
import { deliverStream } from './stream.ts'
import type { Cell, Table } from './table.ts'

const unreadRows = 3

/** An inbox page on which three of twenty conversations have two unread messages each. */
const measureUnreadInbox = async (text: string): Promise<Capacity> => {
  const { me, others, groups } = await createPersonWithConversations(rowsOnAPage, text)
  shiftClock(-minutesInMs(30))
  for (let row = 0; row < unreadRows; row += 1) {
    for (let count = 0; count < 2; count += 1)
      await sendMessage(others[row] as Person, { group: groups[row] as string }, text)
  }
  await deliverStream()
  shiftClock(0)
  return capacityOf(async () => bodyOf(await request(me, 'GET', '/message_groups')))
}

/** An inbox page of conversations that have rested for days, when their rows are settled. */
const measureSettledInbox = async (text: string): Promise<Capacity> => {
  const { me } = await createPersonWithConversations(rowsOnAPage, text, minutesInMs(60 * 24 * 3))
  const read = async () => bodyOf(await request(me, 'GET', '/message_groups'))
  for (let count = 0; count < 2; count += 1) await read()
  return capacityOf(read)
}

/** A read mark of a person who has read only the first message of a conversation. */
const measureReadMark = async (text: string): Promise<Capacity> => {
  const { me, others, groups } = await createPersonWithConversations(1, text)
  const { uuid } = await sendMessage(me, { group: groups[0] as string }, text)
  await deliverStream()
  const other = others[0] as Person
  bodyOf(await request(other, 'GET', '/users/me'))
  return capacityOf(async () =>
    bodyOf(await request(other, 'PUT', `/message_groups/${groups[0]}/read`, { message_uuid: uuid })),
  )
}

/** A page of a conversation that has more messages than a page. */
const measurePage = async (design: Design, text: string): Promise<Capacity> => {
  const pair = await design.createPair(text)
  for (let count = 0; count <= rowsOnAPage; count += 1) await pair.send('me', text)
  return pair.readPage('other')
}

type Row = { what: string; costs: (Capacity | null)[] }

/** The capacity of everything but messages, in all designs. */
export const measureOtherCosts = async (designs: Design[], text: string): Promise<Table> => {
  const inAll = async (measure: (design: Design) => Promise<Capacity>) => {
    const costs: Capacity[] = []
    for (const design of designs) costs.push(await measure(design))
    return costs
  }
  const rows: Row[] = [
    { what: 'start a conversation', costs: await inAll((design) => design.startConversation(text)) },
    {
      what: 'inbox, 20 rows, all read',
      costs: await inAll(async (design) => (await design.createPair(text)).readInbox()),
    },
    { what: 'inbox, 20 rows, settled', costs: [await measureSettledInbox(text), null, null] },
    {
      what: `inbox, 20 rows, ${unreadRows} of them unread`,
      costs: [await measureUnreadInbox(text), null, null],
    },
    { what: 'a page of 20 messages', costs: await inAll((design) => measurePage(design, text)) },
    { what: 'a read mark', costs: [await measureReadMark(text), null, null] },
  ]
  return {
    title: 'Everything else, with texts of 170 bytes',
    columns: [
      { heading: 'what' },
      ...designs.flatMap(({ name }) => [
        { heading: `${name} WCU`, digits: 1 },
        { heading: 'RCU', digits: 1 },
        { heading: '$ a million', digits: 2 },
      ]),
    ],
    rows: rows.map(({ what, costs }) => [
      what,
      ...costs.flatMap((cost): Cell[] => (cost ? [cost.wcu, cost.rcu, dollarsOf(cost)] : [null, null, null])),
    ]),
    notes: ['–: the other designs have no read marks and no unread counts.'],
  }
}
