import { type Capacity, dollarsOf, inWriteUnits, sumOf } from '../capacity.ts'
import { minutesInMs, shiftClock } from '../clock.ts'
import { type Design, rowsOnAPage } from '../design.ts'
import { createDesigns } from '../designs.ts'
import { startEnvironment } from '../environment.ts'
import { ours } from '../ours.ts'
import { atMost, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import type { Table } from '../table.ts'

const text = 'a'.repeat(170)
const messages = 10
const secondsApart = 7
const pagesAfter = [3, 6, 9]
const inboxesAfter = [5, 10]

type Mix = { writing: Capacity; pages: Capacity; inboxes: Capacity }

/** Ten messages in about a minute, in turn, with two reads of an inbox and three of the conversation. */
const measureConversation = async (design: Design): Promise<Mix> => {
  const pair = await design.createPair(text)
  shiftClock(-minutesInMs(30))
  for (let count = 0; count < rowsOnAPage; count += 1) await pair.send('me', text) // so that a page is full
  const capacities: Record<keyof Mix, Capacity[]> = { writing: [], pages: [], inboxes: [] }
  for (let count = 1; count <= messages; count += 1) {
    // In the past and seconds apart, as in a real conversation.
    shiftClock(-minutesInMs(5) + count * secondsApart * 1000)
    const { send, inbox, push } = await pair.send(count % 2 ? 'other' : 'me', text)
    capacities.writing.push(send, inbox, push)
    if (pagesAfter.includes(count)) capacities.pages.push(await pair.readPage(count % 2 ? 'me' : 'other'))
    if (inboxesAfter.includes(count)) capacities.inboxes.push(await pair.readInbox())
  }
  shiftClock(0)
  return {
    writing: sumOf(capacities.writing),
    pages: sumOf(capacities.pages),
    inboxes: sumOf(capacities.inboxes),
  }
}

/** One message after an hour without messages. */
const measureLoneMessage = async (design: Design): Promise<Capacity> => {
  const pair = await design.createPair(text)
  const { send, inbox, push } = await pair.send('other', text)
  return sumOf([send, inbox, push])
}

const perMessage = ({ wcu, rcu }: Capacity): Capacity => ({ wcu: wcu / messages, rcu: rcu / messages })

type Measured = { name: string; mix: Mix; lone: Capacity; all: Capacity }

/** Ours writes less and reads more: how often an inbox can be read per message until another design costs as much. */
const breakEvenTable = (measured: Measured[]): Table => {
  const [own, ...others] = measured as [Measured, ...Measured[]]
  const readCost = ({ mix }: Measured) => inWriteUnits(mix.inboxes) / inboxesAfter.length
  const breakEvenReads = (other: Measured, costOf: (design: Measured) => Capacity) =>
    (inWriteUnits(costOf(other)) - inWriteUnits(costOf(own))) / (readCost(own) - readCost(other))
  return {
    title:
      'How often an inbox of 20 rows can be read per message, until the other design costs as much as ours',
    columns: [
      { heading: 'design' },
      { heading: 'a read, in write units', digits: 2 },
      { heading: 'a lively message', digits: 2 },
      { heading: 'break-even reads', digits: 1 },
      { heading: 'a lone message', digits: 2 },
      { heading: 'break-even reads', digits: 1 },
    ],
    rows: [own, ...others].map((design) => {
      const [lively, lone] = [inWriteUnits(perMessage(design.mix.writing)), inWriteUnits(design.lone)]
      if (design === own) return [design.name, readCost(design), lively, null, lone, null]
      const breakEven = [({ mix }: Measured) => perMessage(mix.writing), (other: Measured) => other.lone].map(
        (costOf) => breakEvenReads(design, costOf),
      )
      return [design.name, readCost(design), lively, breakEven[0] ?? null, lone, breakEven[1] ?? null]
    }),
    notes: ['A lone message follows an hour without messages. Pages of messages are not counted here.'],
  }
}

export const lively: Part = {
  title: 'A lively conversation',
  run: async ({ say }) => {
    const environment = await startEnvironment()
    const designs = await createDesigns()
    const mixes: Measured[] = []
    for (const design of designs) {
      say(design.name)
      const mix = await measureConversation(design)
      const lone = await measureLoneMessage(design)
      mixes.push({ name: design.name, mix, lone, all: perMessage(sumOf(Object.values(mix))) })
    }
    await environment.end()
    const own = mixes.find(({ name }) => name === ours.name)?.all as Capacity
    return {
      tables: [
        {
          title: `Ten messages of 170 bytes, ${secondsApart} s apart, with 2 reads of an inbox of 20 rows and 3 of the newest page; per message`,
          columns: [
            { heading: 'design' },
            { heading: 'writing WCU', digits: 2 },
            { heading: 'RCU', digits: 2 },
            { heading: 'pages RCU', digits: 2 },
            { heading: 'inboxes RCU', digits: 2 },
            { heading: 'all, in write units', digits: 2 },
            { heading: '$ a million', digits: 2 },
            { heading: '× ours', digits: 2 },
          ],
          rows: mixes.map(({ name, mix, all }) => [
            name,
            perMessage(mix.writing).wcu,
            perMessage(mix.writing).rcu,
            perMessage(mix.pages).rcu,
            perMessage(mix.inboxes).rcu,
            inWriteUnits(all),
            dollarsOf(all),
            inWriteUnits(all) / inWriteUnits(own),
          ]),
          notes: [
            'A write unit costs as much as five read units. The conversation has 20 earlier messages, the last of which is 25 minutes older.',
          ],
        },
        breakEvenTable(mixes),
      ],
      findings: [
        atMost(
          'a message of a lively conversation',
          promises.livelyWriteUnits,
          inWriteUnits(own),
          'write units',
        ),
      ],
    }
  },
}
