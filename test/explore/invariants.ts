import { accounts } from './invariants/accounts.ts'
import { browsers } from './invariants/browsers.ts'
import { changes } from './invariants/changes.ts'
import { inboxes } from './invariants/inboxes.ts'
import { messageChanges } from './invariants/messageChanges.ts'
import { messages as ofMessages } from './invariants/messages.ts'
import { namedAccess } from './invariants/namedAccess.ts'
import { namedGroups } from './invariants/namedGroups.ts'
import { namedLists } from './invariants/namedLists.ts'
import { names } from './invariants/names.ts'
import { people } from './invariants/people.ts'
import { pictures } from './invariants/pictures.ts'
import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'

/* What must hold at the end of every schedule. What must hold after every write: monitor.ts. */

const invariants = [
  ...ofMessages,
  ...inboxes,
  ...changes,
  ...people,
  ...names,
  ...messageChanges,
  ...namedGroups,
  ...namedAccess,
  ...namedLists,
  ...pictures,
  ...accounts,
  ...browsers,
]

export const checkInvariants = async (simulation: Simulation, all: Json[]) => {
  const items = new Map(all.map((item) => [`${item.pk.S} ${item.sk.S}`, item]))
  const messages = Map.groupBy(
    [...items.values()].filter((item) => String(item.pk.S).startsWith('MSG#') && !item.moved_to),
    (item) => String(item.pk.S).slice('MSG#'.length),
  )
  for (const stored of messages.values())
    stored.sort((one, other) => (String(one.sk.S) < String(other.sk.S) ? -1 : 1))
  const final = { simulation, items, messages }
  for (const { words, check } of invariants) {
    const before = simulation.facts.problems.length
    await check(final)
    const found = simulation.facts.problems.splice(before)
    simulation.facts.problems.push(...found.map((problem) => `${words}. ${problem}.`))
  }
}
