import { works } from '../test/steps/workQueue.ts'
import { type Capacity, capacityOf, dollarsOf, sumOf } from './capacity.ts'
import { minutesInMs } from './clock.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, type Person, request } from './people.ts'
import type { Table } from './table.ts'

const rename = async (as: Person, body: object) => bodyOf(await request(as, 'PATCH', '/users/me', body))

/** The capacity of the request and of its jobs, of which the second finds nothing to do. */
const measureRename = async (as: Person, body: object): Promise<[Capacity, Capacity]> => [
  await capacityOf(() => rename(as, body)),
  await capacityOf(() => works(as)),
]

const tenDays = minutesInMs(60 * 24 * 10)

const measureWith = async (conversations: number, text: string) => {
  const { me } = await createPersonWithConversations(conversations, text, tenDays)
  await rename(me, {}) // looks the person up
  const name = await measureRename(me, { display_name: 'Ada Byron King' })
  const both = await measureRename(me, { display_name: 'Ada Byron', handle: `${me.handle}_x`.slice(-30) })
  return { name, both }
}

/** The capacity of a rename, by the number of conversations. */
export const measureRenameCosts = async (text: string): Promise<Table> => {
  const rows: [string, [Capacity, Capacity]][] = []
  for (const conversations of [0, 100]) {
    const { name, both } = await measureWith(conversations, text)
    rows.push([`a new name, ${conversations} conversations`, name])
    rows.push([`a new name and handle, ${conversations} conversations`, both])
  }
  return {
    title: 'Renames',
    columns: [
      { heading: 'what' },
      { heading: 'request WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: 'jobs WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: '$ a million', digits: 2 },
    ],
    rows: rows.map(([what, [asked, work]]) => [
      what,
      ...[asked, work].flatMap(({ wcu, rcu }) => [wcu, rcu]),
      dollarsOf(sumOf([asked, work])),
    ]),
    notes: ['The jobs also look for the sockets of the others: half a read unit for each conversation.'],
  }
}
