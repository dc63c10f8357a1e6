import { type Conversation, lastPlaceOf, type Membership } from '../domain/group.ts'
import type { InboxCursor } from '../domain/paging.ts'
import { quietSince, quietUntil } from '../domain/place.ts'
import { listMessages } from './messages.ts'
import { readConversation } from './tail.ts'

const maxMessages = 500 // that two people write in two minutes

/** Where in the pages of an inbox a conversation comes. */
export type Turn = { conversation: Conversation; position: string; hasMoved: boolean }

export const isBelow = (position: string, { groupUuid }: Membership, cursor: InboxCursor): boolean =>
  position < cursor.position || (position === cursor.position && groupUuid < cursor.groupUuid)

/** The place of the newest message before another place. */
const placeBefore = async (
  place: string,
  { membership, tail }: Conversation,
): Promise<string | undefined> => {
  const known = tail.findLast((message) => message.place < place)
  if (known) return known.place
  const before = { direction: 'older', from: place, limit: 1 } as const
  return (await listMessages(membership.groupUuid, before)).messages[0]?.place
}

/** By what a group stands in the order: its last message, and where its row has missed one, the last that it would account for. */
const standingOf = async (conversation: Conversation): Promise<string> => {
  const { lastPlace } = conversation.membership
  const last = lastPlaceOf(conversation)
  const end = quietUntil(lastPlace)
  return last < end ? last : ((await placeBefore(end, conversation)) ?? lastPlace)
}

/** Where a row stood that has moved since: at the last message then that was not quiet, or at the one that began it all. */
const rowBefore = async (groupUuid: string, turn: string): Promise<string> => {
  const range = { direction: 'newer', from: quietSince(turn), until: turn, limit: maxMessages } as const
  const { messages } = await listMessages(groupUuid, range)
  return (messages.findLast(({ isQuiet }) => !isQuiet) ?? messages[0])?.place ?? turn
}

/** A group's turn, if it is still to come after the cursor. */
export const turnOf = async (
  membership: Membership,
  cursor: InboxCursor | undefined,
  isBelowByRow: boolean,
): Promise<Turn[]> => {
  const conversation = await readConversation(membership)
  const last = await standingOf(conversation)
  if (!cursor) return [{ conversation, position: last, hasMoved: false }]
  const { since, crowdFrom } = cursor
  const isYetToCome = (turn: string) =>
    crowdFrom === undefined ? isBelow(turn, membership, cursor) : turn < crowdFrom
  const hasStood = isBelowByRow && last === membership.lastPlace
  const isUnmoved = hasStood || last <= since || (isBelowByRow && isYetToCome(last))
  // One that is younger than the first page has its turn where the young ones end.
  const turn = isUnmoved ? last : ((await placeBefore(since, conversation)) ?? since)
  if (!hasStood && !isYetToCome(turn)) return []
  if (crowdFrom === undefined) return [{ conversation, position: turn, hasMoved: turn !== last }]

  if (isBelowByRow) return [{ conversation, position: membership.lastPlace, hasMoved: false }]
  const position = await rowBefore(membership.groupUuid, turn)
  return isBelow(position, membership, cursor) ? [{ conversation, position, hasMoved: true }] : []
}

const descending = (one: string, other: string): number => (one === other ? 0 : one < other ? 1 : -1)

export const groupOf = ({ conversation }: Turn): string => conversation.membership.groupUuid

// Two of the index that stand at the same place stay in its order: the next page goes on from there.
export const inTurn = (one: Turn, other: Turn): number =>
  descending(one.position, other.position) ||
  (one.hasMoved || other.hasMoved ? descending(groupOf(one), groupOf(other)) : 0)
