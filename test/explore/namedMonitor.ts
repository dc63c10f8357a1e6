import { hasBegun, rowProblems, type State } from './rows.ts'
import type { Json } from './scenario.ts'

/* What must hold of named groups after every write, and after every command. */

export const namedGroupItem = ({ items }: Pick<State, 'items'>, uuid: string): Json | undefined =>
  items.get(`NGR#${uuid} NGR`)

export const hasEnded = (group: Json | undefined): boolean => group?.ended_at !== undefined

/** The uuids of the members, and when each has joined. */
export const membersOf = (group: Json | undefined): [uuid: string, joinedAt: string][] =>
  (group?.members?.L ?? []).map(({ M }: Json) => [M.user_uuid.S, M.joined_at.S])

/** The rows of members. Those of people who have left are tombstones. */
export const memberRows = ({ items }: Pick<State, 'items'>, uuid: string): Json[] =>
  [...items.values()].filter((item) => item.sk.S === uuid && item.pk.S.startsWith('GRP#') && hasBegun(item))

export const userOf = (row: Json): string => row.pk.S.slice('GRP#'.length)

const isHidden = (row: Json) => row.state?.S === 'archived' || row.state?.S === 'declined'

const groupProblems = (state: State, name: string, uuid: string): string[] => {
  const group = namedGroupItem(state, uuid)
  const members = membersOf(group)
  const rows = memberRows(state, uuid)
  const inRows = rows.map((row) => `${userOf(row)} ${row.joined_at?.S}`).sort()
  const inGroup = members.map((member) => member.join(' ')).sort()
  const isOwned = members.some(([member]) => member === group?.owner_uuid?.S)
  const isOnce = new Set(members.map(([member]) => member)).size === members.length
  const hidden = rows.filter(isHidden).filter((row) => group?.hidden?.M[userOf(row)] === undefined)
  return [
    ...(inRows.join() === inGroup.join()
      ? []
      : [`${name} has the members ${inGroup}, and rows of ${inRows}`]),
    ...(!group || hasEnded(group) || isOwned ? [] : [`The owner of ${name} is no member`]),
    ...(isOnce ? [] : [`A member of ${name} is there twice`]),
    ...hidden.map((row) => `${name} is hidden for ${userOf(row)}, and senders do not know it`),
    ...rows.flatMap((row) => rowProblems(row, `The row of ${userOf(row)} in ${name}`)),
  ]
}

/** The group, the rows of its members and the lists that contain them agree, and one member is the owner. */
export const namedDisagreements = (state: State): string[] =>
  Object.entries(state.facts.namedGroups).flatMap(([name, { uuid }]) => groupProblems(state, name, uuid))

/** Nobody is added by somebody whom they have blocked, or who has blocked them. */
const checkInvitation = ({ user_uuid: { S: inviter }, event }: Json, { items, facts }: State) => {
  const invited = event.M.user_uuid.S
  if (items.has(`BLK#${inviter} ${invited}`) || items.has(`BLK#${invited} ${inviter}`))
    facts.problems.push(`${inviter} adds ${invited} in spite of a block`)
}

/** The revision of a row also grows when its member leaves and comes back: else a write from before would succeed. */
const checkRevision = (before: Json, after: Json | undefined, { facts }: State) => {
  const name = `The row ${before.pk.S} of a named group`
  if (!after) {
    if (facts.erasing.length === 0) facts.problems.push(`${name} is gone`)
    return
  }
  const [revisionBefore, revision] = [before, after].map((row) => Number(row.revision?.N ?? 0))
  const isNew = hasBegun(before) !== hasBegun(after)
  if (Number(revision) < Number(revisionBefore) + Number(isNew))
    facts.problems.push(`${name}: the revision ${revisionBefore} becomes ${revision}`)
}

export const checkNamedWrite = (before: Json | undefined, after: Json | undefined, state: State) => {
  const { pk, sk } = (after ?? before) as Json
  if (!before && after?.event?.M.type.S === 'joined') checkInvitation(after, state)
  const isNamed = Object.values(state.facts.namedGroups).some(({ uuid }) => uuid === sk.S)
  if (isNamed && before && pk.S.startsWith('GRP#')) checkRevision(before, after, state)
}
