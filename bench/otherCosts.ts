import { type Capacity, capacityOf, dollarsOf } from './capacity.ts'
import { minutes, shiftClock } from './clock.ts'
import { type Design, rowsOnAPage } from './design.ts'
import { aRichPerson } from './ours.ts'
import { asks, bodyOf, type Person, says } from './people.ts'
import { passOn } from './stream.ts'
import type { Cell, Table } from './table.ts'

const unreadRows = 3

/** Of twenty conversations, three have two messages that were not read. */
const anInboxWithUnread = async (text: string): Promise<Capacity> => {
  const { me, others, groups } = await aRichPerson(rowsOnAPage, text)
  shiftClock(-minutes(30))
  for (let row = 0; row < unreadRows; row += 1) {
    for (let count = 0; count < 2; count += 1)
      await says(others[row] as Person, { group: groups[row] as string }, text)
  }
  await passOn()
  shiftClock(0)
  return capacityOf(async () => bodyOf(await asks(me, 'GET', '/message_groups')))
}

/** Somebody opens a conversation of which they have read one message, and says that they have now read all. */
const aReadMark = async (text: string): Promise<Capacity> => {
  const { me, others, groups } = await aRichPerson(1, text)
  const { uuid } = await says(me, { group: groups[0] as string }, text)
  await passOn()
  const other = others[0] as Person
  bodyOf(await asks(other, 'GET', '/users/me'))
  return capacityOf(async () =>
    bodyOf(await asks(other, 'PUT', `/message_groups/${groups[0]}/read`, { message_uuid: uuid })),
  )
}

/** A page of a conversation that has more than a page. */
const aPage = async (design: Design, text: string): Promise<Capacity> => {
  const pair = await design.aPair(text)
  for (let count = 0; count <= rowsOnAPage; count += 1) await pair.says('me', text)
  return pair.page('other')
}

type Row = { what: string; costs: (Capacity | null)[] }

/** What everything else takes, in all designs. */
export const otherCosts = async (designs: Design[], text: string): Promise<Table> => {
  const inAll = async (measure: (design: Design) => Promise<Capacity>) => {
    const costs: Capacity[] = []
    for (const design of designs) costs.push(await measure(design))
    return costs
  }
  const rows: Row[] = [
    { what: 'begin a conversation', costs: await inAll((design) => design.begin(text)) },
    {
      what: 'inbox, 20 rows, all read',
      costs: await inAll(async (design) => (await design.aPair(text)).inbox()),
    },
    {
      what: `inbox, 20 rows, ${unreadRows} of them unread`,
      costs: [await anInboxWithUnread(text), null, null],
    },
    { what: 'history, 20 messages', costs: await inAll((design) => aPage(design, text)) },
    { what: 'mark as read', costs: [await aReadMark(text), null, null] },
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
      ...costs.flatMap((one): Cell[] => (one ? [one.wcu, one.rcu, dollarsOf(one)] : [null, null, null])),
    ]),
    notes: ['–: the others have no read marks, so they count nothing that is unread.'],
  }
}
