import type { Facts } from './facts.ts'
import type { Person } from './people.ts'
import type { Json } from './scenario.ts'

/* What blocks and the rows of conversations say. After every command, they must agree. */

/** Two people, in both orders. */
export type Pair = { own: Person; other: Person; group: string }
export type State = { items: Map<string, Json>; pairs: Pair[]; facts: Facts }

/** A block before the first message writes rows without a conversation. */
export const hasBegun = (row: Json | undefined): boolean => row?.message_group_uuid !== undefined

export const isMarked = (row: Json | undefined, name: string): boolean => row?.[name]?.BOOL === true

export const rowAt = ({ items }: Pick<State, 'items'>, { uuid }: Person, group: string) =>
  items.get(`GRP#${uuid} ${group}`)

const prefixes: Record<string, string> = { inbox: 'INB#', request: 'REQ#', archived: 'ARC#' }

/** The list in which a row has to be: none if it is declined, or if there is no conversation. */
const listKeyOf = (row: Json): string | undefined => {
  if (!hasBegun(row)) return undefined
  const prefix = isMarked(row, 'has_blocked') ? 'BKD#' : prefixes[row.state?.S ?? 'inbox']
  return prefix && row.pk.S.replace('GRP#', prefix)
}

export const rowProblems = (row: Json, whose: string): string[] => {
  const expected = listKeyOf(row)
  const isRight = row.list_key?.S === expected
  const isEmpty = hasBegun(row) || !row.last_message_at
  const hasText = row.message !== undefined
  const isNeeded = hasBegun(row) || ['has_blocked', 'is_blocked'].some((name) => isMarked(row, name))
  return [
    ...(isRight ? [] : [`${whose} is in ${row.list_key?.S}, not ${expected}`]),
    ...(isEmpty ? [] : [`${whose} has a message, but no conversation`]),
    ...(hasText === (row.settled !== undefined && !row.settled.M.deleted_at)
      ? []
      : [`${whose} has ${hasText ? 'a' : 'no'} text, and is ${hasText ? 'not ' : ''}settled`]),
    ...(isNeeded ? [] : [`${whose} has no conversation and no block`]),
  ]
}

/** A block is an item, a mark on the blocker's row and one on the other row: all of them or none. */
const blockProblems = (state: State, { own, other, group }: Pair): string[] => {
  const { erasing, erased } = state.facts
  if (erased.includes(own.name)) return []
  const hasItem = state.items.has(`BLK#${own.uuid} ${other.uuid}`)
  const hasBlocked = isMarked(rowAt(state, own, group), 'has_blocked')
  const isBlocked = isMarked(rowAt(state, other, group), 'is_blocked')
  const isOtherGone = erased.includes(other.name)
  if ([own, other].some(({ name }) => erasing.includes(name) && !erased.includes(name))) return []
  if (hasItem === hasBlocked && (isOtherGone || hasItem === isBlocked)) return []
  return [`${own.name} blocks ${other.name}: item ${hasItem}, own row ${hasBlocked}, other row ${isBlocked}`]
}

export const disagreements = (state: State): string[] =>
  state.pairs.flatMap((pair) => {
    const row = rowAt(state, pair.own, pair.group)
    return [
      ...(row ? rowProblems(row, `The row of ${pair.own.name} with ${pair.other.name}`) : []),
      ...blockProblems(state, pair),
    ]
  })
