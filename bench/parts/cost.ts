import { type Capacity, dollarsOf, sumOf } from '../capacity.ts'
import { measureChangeCosts } from '../changeCosts.ts'
import { measureChangeDesigns } from '../changeDesigns.ts'
import type { Design, MessageCost } from '../design.ts'
import { createCommonWithPreviews, createDesigns } from '../designs.ts'
import { startEnvironment } from '../environment.ts'
import { measureInboxReads } from '../inboxReads.ts'
import { measureListCosts } from '../listCosts.ts'
import { measureOtherCosts } from '../otherCosts.ts'
import { ours } from '../ours.ts'
import { atMost, type Finding, type Part } from '../part.ts'
import { promises } from '../promises.ts'
import { measureRenameCosts } from '../renameCosts.ts'
import type { Cell, Table } from '../table.ts'

const letters: Record<number, string> = { 170: 'a', 1024: 'a', 3072: '€' }

/** A text of a given size; the longest one is 1,024 characters of three bytes each. */
const textOf = (bytes: number): string => {
  const letter = letters[bytes] ?? 'a'
  return letter.repeat(bytes / Buffer.byteLength(letter))
}

type Measured = { bytes: number; design: string; cost: MessageCost; all: Capacity }

/** One message into a conversation whose last message, of the same size, is an hour old. */
const measureMessage = async (design: Design, bytes: number): Promise<Measured> => {
  const pair = await design.createPair(textOf(bytes))
  const cost = await pair.send('other', textOf(bytes))
  return { bytes, design: design.name, cost, all: sumOf([cost.send, cost.inbox, cost.push]) }
}

const tableOf = (measured: Measured[]): Table => ({
  title: 'One message between two people, until both inboxes show it',
  columns: [
    { heading: 'text, bytes', digits: 0 },
    { heading: 'design' },
    { heading: 'send WCU', digits: 1 },
    { heading: 'inboxes WCU', digits: 1 },
    { heading: 'WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'RCU for the push', digits: 1 },
    { heading: '$ a million', digits: 2 },
    { heading: '× ours', digits: 2 },
  ],
  rows: measured.map(({ bytes, design, cost, all }): Cell[] => {
    const own = measured.find((other) => other.bytes === bytes && other.design === ours.name)?.all as Capacity
    const ratio = dollarsOf(all) / dollarsOf(own)
    const { send, inbox, push } = cost
    return [bytes, design, send.wcu, inbox.wcu, all.wcu, all.rcu, push.rcu, dollarsOf(all), ratio]
  }),
  notes: [
    'Ours also checks the membership and finds the sockets for the push; the others do neither.',
    'On demand, us-east-1: $0.625 a million WCU, $0.125 a million RCU.',
  ],
})

export const cost: Part = {
  title: 'Cost',
  run: async ({ say }) => {
    const environment = await startEnvironment()
    const designs = await createDesigns()
    const withPreviews = await createCommonWithPreviews()
    const measured: Measured[] = []
    for (const bytes of [170, 1024, 3072]) {
      say(`a message of ${bytes} bytes`)
      for (const design of designs) measured.push(await measureMessage(design, bytes))
      if (bytes > 200) measured.push(await measureMessage(withPreviews, bytes))
    }
    const findings = Object.entries(promises.messageWcu).map(([bytes, max]): Finding => {
      const own = measured.find((message) => message.bytes === Number(bytes) && message.design === ours.name)
      return atMost(`a message of ${bytes} bytes`, max, own?.all.wcu ?? Number.NaN, 'WCU')
    })
    say('everything else')
    const others = await measureOtherCosts(designs, textOf(170))
    const reads = await measureInboxReads(textOf(170))
    const lists = await measureListCosts(textOf(170))
    say('changes of messages')
    const changes = await measureChangeCosts(textOf(170), textOf(3072))
    const ways = await measureChangeDesigns(textOf(170))
    const renames = await measureRenameCosts(textOf(170))
    await environment.end()
    return {
      tables: [tableOf(measured), others, lists, renames, ...changes.tables, ways, reads],
      findings: [...findings, ...changes.findings],
    }
  },
}
