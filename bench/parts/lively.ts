import { type Capacity, dollarsOf, inWriteUnits, sumOf } from '../capacity.ts'
import { minutes, shiftClock } from '../clock.ts'
import { type Design, rowsOnAPage } from '../design.ts'
import { createDesigns } from '../designs.ts'
import { ours } from '../ours.ts'
import { atMost, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import { startSurroundings } from '../surroundings.ts'

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

const each = ({ wcu, rcu }: Capacity): Capacity => ({ wcu: wcu / messages, rcu: rcu / messages })

export const lively: Part = {
  title: 'A lively conversation',
  run: async ({ say }) => {
    const surroundings = await startSurroundings()
    const designs = await createDesigns()
    const mixes: { name: string; mix: Mix; all: Capacity }[] = []
    for (const design of designs) {
      say(design.name)
      const mix = await talk(design)
      mixes.push({ name: design.name, mix, all: each(sumOf(Object.values(mix))) })
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
