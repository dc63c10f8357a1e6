import { type Capacity, dollarsOf, inWriteUnits, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { type Design, type MessageCost, rowsOnAPage } from './design.ts'
import { ours } from './ours.ts'
import { atMost, type Finding } from './part.ts'
import { promises } from './promises.ts'
import type { Cell, Table } from './table.ts'

const secondsApart = 7
const livelyMessages = 10

type Measured = {
  size: number
  design: string
  /** After a pause of 40 minutes. */
  first: MessageCost
  /** After such a pause, in which all members have marked the group as read, so that all rows are settled. */
  settled: MessageCost
  /** The following ones. */
  lively: MessageCost
  page: Capacity
  inbox: Capacity
}

const allOf = ({ send, inbox, push }: MessageCost): Capacity => sumOf([send, inbox, push])

const measureGroups = async (design: Design, size: number, text: string): Promise<Measured> => {
  const groups = await design.createGroups(size, text)
  let sent = 0
  const send = () => {
    shiftClock(-minutesInMs(10) + sent * secondsApart * 1000)
    sent += 1
    return groups.send(sent % size, text)
  }
  shiftClock(-minutesInMs(50))
  const first = await groups.send(0, text)
  shiftClock(-minutesInMs(20))
  await groups.markRead?.()
  const settled = await send()
  const lively = await send()
  while (sent <= rowsOnAPage) await send()
  shiftClock(0)
  const page = await groups.readPage()
  return { size, design: design.name, first, settled, lively, page, inbox: await groups.readInbox() }
}

/** The average of a message after a pause and the lively ones that follow. */
const averageOf = ({ first, lively }: Measured): Capacity => {
  const [one, others] = [allOf(first), allOf(lively)]
  return {
    wcu: (one.wcu + (livelyMessages - 1) * others.wcu) / livelyMessages,
    rcu: (one.rcu + (livelyMessages - 1) * others.rcu) / livelyMessages,
  }
}

const writingTable = (measured: Measured[]): Table => ({
  title: `One message in a named group, until all inboxes show it, and the average of ${livelyMessages} messages ${secondsApart} s apart`,
  columns: [
    { heading: 'members', digits: 0 },
    { heading: 'design' },
    { heading: 'after a pause, WCU', digits: 1 },
    { heading: 'read by all, WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'RCU for the push', digits: 1 },
    { heading: 'lively, WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'RCU for the push', digits: 1 },
    { heading: 'average, in write units', digits: 2 },
    { heading: '$ a million', digits: 2 },
    { heading: '× ours', digits: 2 },
  ],
  rows: measured.map((one): Cell[] => {
    const own = measured.find(({ size, design }) => size === one.size && design === ours.name) as Measured
    const [first, lively, average] = [allOf(one.first), allOf(one.lively), averageOf(one)]
    return [
      one.size,
      one.design,
      first.wcu,
      allOf(one.settled).wcu,
      first.rcu,
      one.first.push.rcu,
      lively.wcu,
      lively.rcu,
      one.lively.push.rcu,
      inWriteUnits(average),
      dollarsOf(average),
      inWriteUnits(average) / inWriteUnits(averageOf(own)),
    ]
  }),
  notes: [
    'Read by all: the rows are settled, and contain the start of the last message.',
    'Ours also reads who may write, and who may read; the push looks for the sockets of all members.',
  ],
})

const readingTable = (measured: Measured[]): Table => ({
  title: 'Reading, with 20 groups of the same size in the inbox, one of them active',
  columns: [
    { heading: 'members', digits: 0 },
    { heading: 'design' },
    { heading: 'inbox, 20 rows, RCU', digits: 1 },
    { heading: 'a page of 20 messages, RCU', digits: 1 },
  ],
  rows: measured.map(({ size, design, inbox, page }): Cell[] => [size, design, inbox.rcu, page.rcu]),
})

const findingsOf = (measured: Measured[]): Finding[] =>
  measured
    .filter(({ design }) => design === ours.name)
    .flatMap(({ size, first, settled, lively }) => [
      atMost(
        `a message after a pause in a group of ${size}`,
        promises.groupMessageWcu(size),
        allOf(first).wcu,
        'WCU',
      ),
      atMost(
        `the same after all have read it, in a group of ${size}`,
        promises.groupMessageWcu(size),
        allOf(settled).wcu,
        'WCU',
      ),
      atMost(
        `a message in a lively group of ${size}`,
        promises.livelyGroupMessageWcu,
        allOf(lively).wcu,
        'WCU',
      ),
    ])

/** The capacity of writing and reading in named groups, in all designs. */
export const measureGroupMessages = async (designs: Design[], sizes: number[], text: string) => {
  const measured: Measured[] = []
  for (const size of sizes)
    for (const design of designs) measured.push(await measureGroups(design, size, text))
  return { tables: [writingTable(measured), readingTable(measured)], findings: findingsOf(measured) }
}
