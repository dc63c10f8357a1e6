import { checkAccountWrite } from './accountMonitor.ts'
import type { Client } from './facts.ts'
import { checkNamedWrite, namedDisagreements } from './namedMonitor.ts'
import { disagreements, hasBegun, isMarked, type Pair, rowAt, type State } from './rows.ts'
import type { Json } from './scenario.ts'

/* What must hold after every write. What must hold in the end: invariants.ts. */

/** Marks of the other person, which the member must not notice. */
const hiddenMarks = ['is_blocked', 'seen_when_blocked', 'other_state']

const textOf = (value: Json | undefined) => JSON.stringify(value ?? null)

/** A membership only moves forward, and is only deleted with its user. */
const checkMembership = (before: Json, after: Json | undefined, { pairs, facts }: State) => {
  const name = pairs.find(({ own }) => before.pk.S === `GRP#${own.uuid}`)?.own.name ?? ''
  const isErasing = facts.erasing.length > 0
  if (!after) {
    if (hasBegun(before) && !facts.erasing.includes(name))
      facts.problems.push(`The row ${before.pk.S} is gone`)
    return
  }
  const hasLeft = after.left_at !== undefined
  for (const attribute of ['last_message_at', 'last_read_at']) {
    if (!hasLeft && (after[attribute]?.S ?? '') < (before[attribute]?.S ?? ''))
      facts.problems.push(
        `${attribute} of ${name} goes back from ${before[attribute]?.S} to ${after[attribute]?.S}`,
      )
  }
  const isNoticed = hasBegun(before) && textOf(before.revision) !== textOf(after.revision)
  for (const mark of hiddenMarks) {
    if (isNoticed && !isErasing && textOf(before[mark]) !== textOf(after[mark]))
      facts.problems.push(`${name} notices ${mark} by the revision`)
  }
  const isFrozen = isMarked(before, 'is_blocked') && isMarked(after, 'is_blocked')
  if (isFrozen && textOf(before.seen_when_blocked) !== textOf(after.seen_when_blocked))
    facts.problems.push(`What ${name} sees of seen has changed during the block`)
}

/** No conversation begins between two of whom one has blocked the other, unless it comes from the original application. */
const checkBeginning = (after: Json, { items, pairs, facts }: State) => {
  const pair = pairs.find(({ own, group }) => after.pk.S === `GRP#${own.uuid}` && after.sk.S === group)
  if (!pair || facts.migrated.includes(pair.group)) return
  const isBlocked = ({ own, other }: Pair) => items.has(`BLK#${own.uuid} ${other.uuid}`)
  if (isBlocked(pair) || isBlocked({ ...pair, own: pair.other, other: pair.own }))
    facts.problems.push(`${pair.own.name} and ${pair.other.name} begin a conversation in spite of a block`)
}

/** A settled row hides messages only until the record of one of them is delivered: one of them is loud. */
const checkSettledRows = (group: string, { items, facts }: State) => {
  const all = [...items.values()].filter((item) => item !== undefined)
  const messages = all.filter((item) => item.pk.S === `MSG#${group}` && !item.moved_to)
  for (const row of all.filter((item) => item.sk.S === group && item.settled)) {
    const shown = row.settled.M.last_message_at?.S ?? row.last_message_at.S
    const hidden = messages.filter((item) => item.sk.S > shown)
    if (hidden.length > 0 && hidden.every(({ quiet }) => quiet))
      facts.problems.push(`A settled row, ${row.pk.S}, hides ${hidden.map((item) => item.message_uuid.S)}`)
  }
}

export const checkWrite = (before: Json | undefined, after: Json | undefined, state: State) => {
  const { pk, sk } = (after ?? before) as Json
  if (before && pk.S.startsWith('GRP#')) checkMembership(before, after, state)
  if (after && pk.S.startsWith('GRP#') && hasBegun(after) && !hasBegun(before)) checkBeginning(after, state)
  if (pk.S.startsWith('GRP#')) checkSettledRows(sk.S, state)
  if (pk.S.startsWith('MSG#')) checkSettledRows(pk.S.slice('MSG#'.length), state)
  checkNamedWrite(before, after, state)
  checkAccountWrite(before, after, state)
}

/** After all that one command has written. */
export const checkCommit = (state: State) => {
  state.facts.problems.push(...disagreements(state), ...namedDisagreements(state))
}

const framesOfOwnChanges = ['group', 'group_removed', 'me']

/** Only the devices of a user are told of what the user changes, except of new names, and nobody of what a blocker reads. */
export const checkFrame = ({ as, group }: Client, frame: Json, state: State) => {
  const { facts, pairs, items } = state
  const isNamed = Object.values(facts.namedGroups).some(({ uuid }) => uuid === frame.message_group_uuid)
  const hasOtherName = frame.type === 'group' && facts.renames.some((rename) => rename.as !== as)
  if (framesOfOwnChanges.includes(frame.type) && !isNamed && !hasOtherName && !facts.changing.includes(as))
    facts.problems.push(`${as} gets the frame ${frame.type} without a change of their own`)
  if (frame.type !== 'read' || frame.message_group_uuid !== group) return
  const pair = pairs.find(({ own, other }) => own.name === as && other.uuid === frame.user_uuid)
  const row = pair && rowAt(state, pair.own, group)
  if (!isMarked(row, 'is_blocked')) return
  const message = [...items.values()].find((item) => item.message_uuid?.S === frame.message_uuid)
  if ((message?.sk.S ?? '') > (row?.seen_when_blocked?.S ?? ''))
    facts.problems.push(`${as} is told of what the blocker has read`)
}
