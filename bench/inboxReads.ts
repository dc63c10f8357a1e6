import { type Capacity, capacityOf, inWriteUnits, nothing, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { rowsOnAPage } from './design.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, type Person, request, sendMessage } from './people.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

const days = 4
const activePerDay = 5
const hours = (count: number) => minutesInMs(60 * count)

type Habit = { name: string; readsPerDay: number; opensMessages: boolean }

/** A person with twenty conversations, of which five others get a message each day. Returns what the reads of a day cost. */
const measureDays = async ({ readsPerDay, opensMessages }: Habit, text: string): Promise<Capacity> => {
  const { me, others, groups } = await createPersonWithConversations(rowsOnAPage, text, hours(24 * 10))
  const read = () => capacityOf(async () => bodyOf(await request(me, 'GET', '/message_groups')))
  shiftClock(-hours(24 * 8))
  for (let count = 0; count < 3; count += 1) await read() // settles all rows
  const reads: Capacity[] = []
  for (let day = 0; day < days; day += 1) {
    const start = -hours(24 * (days + 2 - day))
    shiftClock(start)
    const active = Array.from({ length: activePerDay }, (_, index) => day * activePerDay + index)
    for (const row of active) {
      const { uuid } = await sendMessage(others[row] as Person, { group: groups[row] as string }, text)
      await deliverStream()
      if (!opensMessages) continue
      shiftClock(start + hours(1))
      bodyOf(await request(me, 'PUT', `/message_groups/${groups[row]}/read`, { message_uuid: uuid }))
      shiftClock(start)
    }
    for (let count = 1; count <= readsPerDay; count += 1) {
      shiftClock(start + hours(1) + (count * hours(22)) / readsPerDay)
      reads.push(await read())
    }
  }
  shiftClock(0)
  const { wcu, rcu } = sumOf([nothing, ...reads])
  return { wcu: wcu / days, rcu: rcu / days }
}

const habits: Habit[] = [
  { name: '20 reads a day, opens what is new', readsPerDay: 20, opensMessages: true },
  { name: '20 reads a day, opens nothing', readsPerDay: 20, opensMessages: false },
  { name: '1 read a day, opens what is new', readsPerDay: 1, opensMessages: true },
  { name: '1 read a day, opens nothing', readsPerDay: 1, opensMessages: false },
]

/** What a day of reading an inbox costs, with the writes that settle its rows. */
export const measureInboxReads = async (text: string): Promise<Table> => {
  const rows = []
  for (const habit of habits) {
    const capacity = await measureDays(habit, text)
    rows.push([habit.name, capacity.wcu, capacity.rcu, inWriteUnits(capacity)])
  }
  return {
    title: 'A day of reading an inbox of 20 conversations, of which five get a message',
    columns: [
      { heading: 'person' },
      { heading: 'WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: 'in write units', digits: 1 },
    ],
    rows,
    notes: ['Includes the writes that settle rows, except those of read marks, which cost the same without.'],
  }
}
