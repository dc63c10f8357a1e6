import { type Capacity, dollarsOf, inWriteUnits, sumOf } from '../capacity.ts'
import { minutes, shiftClock } from '../clock.ts'
import { type Design, rowsOnAPage } from '../design.ts'
import { createDesigns } from '../designs.ts'
import { ours } from '../ours.ts'
import { atMost, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import { startSurroundings } from '../surroundings.ts'
import type { Table } from '../table.ts'

const text = 'a'.repeat(170)
const messages = 10
const secondsApart = 7
const pagesAfter = [3, 6, 9]
const inboxesAfter = [5, 10]

type Mix = { writing: Capacity; pages: Capacity; inboxes: Capacity }

/** Ten messages in a minute, by turns, with two looks at an inbox and three at the conversation. */
const talk = async (design: Design): Promise<Mix> => {
  const pair = await design.aPair(text)
  shiftClock(-minutes(30))
  for (let count = 0; count < rowsOnAPage; count += 1) await pair.says('me', text) // so that a page is full
  const took: Record<keyof Mix, Capacity[]> = { writing: [], pages: [], inboxes: [] }
  for (let count = 1; count <= messages; count += 1) {
    // In the past, by seconds: whoever looks at the clock sees a conversation as people have it.
    shiftClock(-minutes(5) + count * secondsApart * 1000)
    const { send, inbox, push } = await pair.says(count % 2 ? 'other' : 'me', text)
    took.writing.push(send, inbox, push)
    if (pagesAfter.includes(count)) took.pages.push(await pair.page(count % 2 ? 'me' : 'other'))
    if (inboxesAfter.includes(count)) took.inboxes.push(await pair.inbox())
  }
  shiftClock(0)
  return { writing: sumOf(took.writing), pages: sumOf(took.pages), inboxes: sumOf(took.inboxes) }
}

/** One message after an hour of rest. */
const aLoneMessage = async (design: Design): Promise<Capacity> => {
  const pair = await design.aPair(text)
  const { send, inbox, push } = await pair.says('other', text)
  return sumOf([send, inbox, push])
}

const each = ({ wcu, rcu }: Capacity): Capacity => ({ wcu: wcu / messages, rcu: rcu / messages })

type Measured = { name: string; mix: Mix; lone: Capacity; all: Capacity }

/** Ours writes less and reads more: how many looks at an inbox come to a message, until another design costs as much. */
const turningPoints = (measured: Measured[]): Table => {
  const [own, ...others] = measured as [Measured, ...Measured[]]
  const look = ({ mix }: Measured) => inWriteUnits(mix.inboxes) / inboxesAfter.length
  const looks = (other: Measured, messageOf: (one: Measured) => Capacity) =>
    (inWriteUnits(messageOf(other)) - inWriteUnits(messageOf(own))) / (look(own) - look(other))
  return {
    title:
      'Looks at an inbox of 20 rows that may come to each message, until the other design costs as much as ours',
    columns: [
      { heading: 'design' },
      { heading: 'a look, in write units', digits: 2 },
      { heading: 'a lively message', digits: 2 },
      { heading: 'turns at looks', digits: 1 },
      { heading: 'a lone message', digits: 2 },
      { heading: 'turns at looks', digits: 1 },
    ],
    rows: [own, ...others].map((one) => {
      const [talking, alone] = [inWriteUnits(each(one.mix.writing)), inWriteUnits(one.lone)]
      if (one === own) return [one.name, look(one), talking, null, alone, null]
      const turns = [(of: Measured) => each(of.mix.writing), (of: Measured) => of.lone].map((of) =>
        looks(one, of),
      )
      return [one.name, look(one), talking, turns[0] ?? null, alone, turns[1] ?? null]
    }),
    notes: ['A lone message comes after an hour of rest. No pages are read here.'],
  }
}

export const lively: Part = {
  title: 'A lively conversation',
  run: async ({ say }) => {
    const surroundings = await startSurroundings()
    const designs = await createDesigns()
    const mixes: Measured[] = []
    for (const design of designs) {
      say(design.name)
      const mix = await talk(design)
      const lone = await aLoneMessage(design)
      mixes.push({ name: design.name, mix, lone, all: each(sumOf(Object.values(mix))) })
    }
    await surroundings.end()
    const own = mixes.find(({ name }) => name === ours.name)?.all as Capacity
    return {
      tables: [
        {
          title: `Ten messages of 170 bytes, ${secondsApart} s apart, with 2 looks at an inbox of 20 rows and 3 at the newest page, for each message`,
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
            each(mix.writing).wcu,
            each(mix.writing).rcu,
            each(mix.pages).rcu,
            each(mix.inboxes).rcu,
            inWriteUnits(all),
            dollarsOf(all),
            inWriteUnits(all) / inWriteUnits(own),
          ]),
          notes: [
            'A write unit costs as much as five read units. Before, the conversation has 20 messages and has rested for 25 minutes.',
          ],
        },
        turningPoints(mixes),
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
