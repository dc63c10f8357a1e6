import type { Facts } from './facts.ts'
import type { Person } from './people.ts'
import type { Json } from './scenario.ts'

/* What must hold after every write. What must hold in the end: invariants.ts. */

type State = { items: Map<string, Json | undefined>; people: Record<string, Person>; facts: Facts }

/** A membership only moves forward, and is only deleted with its user. */
const checkMembership = (before: Json, after: Json | undefined, { people, facts }: State) => {
  const owner = Object.values(people).find(({ uuid }) => before.pk.S === `GRP#${uuid}`)
  if (!after && !facts.erasing.includes(owner?.name ?? ''))
    facts.problems.push(`The row ${before.pk.S} is gone`)
  for (const name of ['last_message_at', 'last_read_at']) {
    if (after && (after[name]?.S ?? '') < (before[name]?.S ?? ''))
      facts.problems.push(`${name} of ${owner?.name} goes back from ${before[name]?.S} to ${after[name]?.S}`)
  }
}

/** A settled row hides messages only until the record of one of them is delivered: one of them is loud. */
const checkSettledRows = (group: string, { items, facts }: State) => {
  const all = [...items.values()].filter((item) => item !== undefined)
  const messages = all.filter((item) => item.pk.S === `MSG#${group}` && !item.moved_to)
  for (const row of all.filter((item) => item.sk.S === group && item.settled)) {
    const shown = row.settled.M.last_message_at?.S ?? row.last_message_at.S
    const hidden = messages.filter((item) => item.sk.S > shown)
    if (hidden.length > 0 && hidden.every(({ quiet }) => quiet))
      facts.problems.push(`A settled row, ${row.pk.S}, hides ${hidden.map((item) => item.message.S)}`)
  }
}

export const checkWrite = (before: Json | undefined, after: Json | undefined, state: State) => {
  const { pk, sk } = (after ?? before) as Json
  if (before && pk.S.startsWith('GRP#')) checkMembership(before, after, state)
  if (pk.S.startsWith('GRP#')) checkSettledRows(sk.S, state)
  if (pk.S.startsWith('MSG#')) checkSettledRows(pk.S.slice('MSG#'.length), state)
}
