import { type Capacity, dollarsOf, sumOf } from '../capacity.ts'
import type { Design, Took } from '../design.ts'
import { createDesigns, createThriftyCommon } from '../designs.ts'
import { otherCosts } from '../otherCosts.ts'
import { ours } from '../ours.ts'
import { atMost, type Finding, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import { startSurroundings } from '../surroundings.ts'
import type { Cell, Table } from '../table.ts'

const letters: Record<number, string> = { 170: 'a', 1024: 'a', 3072: '€' }

/** A text of so many bytes; the longest is 1,024 characters of three bytes each. */
const textOf = (bytes: number): string => {
  const letter = letters[bytes] ?? 'a'
  return letter.repeat(bytes / Buffer.byteLength(letter))
}

type Measured = { bytes: number; design: string; took: Took; all: Capacity }

/** One message into a conversation that has been quiet for an hour, after another as long. */
const aMessage = async (design: Design, bytes: number): Promise<Measured> => {
  const pair = await design.aPair(textOf(bytes))
  const took = await pair.says('other', textOf(bytes))
  return { bytes, design: design.name, took, all: sumOf([took.send, took.inbox, took.push]) }
}

const tableOf = (measured: Measured[]): Table => ({
  title: 'One message, between two people, until both inboxes show it',
  columns: [
    { heading: 'text, bytes', digits: 0 },
    { heading: 'design' },
    { heading: 'send WCU', digits: 1 },
    { heading: 'inboxes WCU', digits: 1 },
    { heading: 'WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'of it to push', digits: 1 },
    { heading: '$ a million', digits: 2 },
    { heading: '× ours', digits: 2 },
  ],
  rows: measured.map(({ bytes, design, took, all }): Cell[] => {
    const own = measured.find((one) => one.bytes === bytes && one.design === ours.name)?.all as Capacity
    const ratio = dollarsOf(all) / dollarsOf(own)
    const { send, inbox, push } = took
    return [bytes, design, send.wcu, inbox.wcu, all.wcu, all.rcu, push.rcu, dollarsOf(all), ratio]
  }),
  notes: [
    'Ours reads whether the sender is a member, and whose sockets to tell; the others do neither.',
    'On demand, us-east-1: $0.625 a million WCU, $0.125 a million RCU.',
  ],
})

export const cost: Part = {
  title: 'Cost',
  run: async ({ say }) => {
    const surroundings = await startSurroundings()
    const designs = await createDesigns()
    const thrifty = await createThriftyCommon()
    const measured: Measured[] = []
    for (const bytes of [170, 1024, 3072]) {
      say(`a message of ${bytes} bytes`)
      for (const design of designs) measured.push(await aMessage(design, bytes))
      if (bytes > 200) measured.push(await aMessage(thrifty, bytes))
    }
    const findings = Object.entries(promises.messageWcu).map(([bytes, most]): Finding => {
      const own = measured.find((one) => one.bytes === Number(bytes) && one.design === ours.name)
      return atMost(`a message of ${bytes} bytes`, most, own?.all.wcu ?? Number.NaN, 'WCU')
    })
    say('everything else')
    const others = await otherCosts(designs, textOf(170))
    await surroundings.end()
    return { tables: [tableOf(measured), others], findings }
  },
}
