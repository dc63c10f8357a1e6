import { type Conversation, lastPlaceOf, type Membership } from '../domain/group.ts'
import { type InboxCursor, maxShown, shortNameOf } from '../domain/paging.ts'
import { lastSortablePlace, quietUntil } from '../domain/place.ts'
import { listMemberships } from './memberships.ts'
import { groupOf, inTurn, isBelow, type Turn, turnOf } from './turns.ts'

/*
 * An inbox is in motion while one pages through it: a group that gets a message jumps to the top, above what has been read.
 * The pages are therefore those of the inbox as it stood when the first was asked for: a group that has moved since is
 * shown in its old turn, and where that was, its messages tell. Every group comes exactly once.
 *
 * The index has the groups by what their rows show, and a quiet message changes no row: a group may stand up to two minutes
 * below its turn. So a page looks that far below its end, and orders what it finds by the messages. Where that is a crowd,
 * it goes on in the order of the rows, so that no page costs more for it.
 */

// A message may reach its row this much later than its place says. What is as new as that counts as already in motion.
const settledAfterMs = 60_000

const spare = 4 // read with a page, so that looking below its end is seldom another query
const crowd = 20 // groups below the end of a page, all within two minutes
const maxJumped = 100

const nameOf = ({ groupUuid }: Membership): string => shortNameOf(groupUuid)

type Place = { position: string; groupUuid: string }

/** Rows of the index, and, where there are more below, down to where every turn is known by them. */
type Candidates = { rows: Membership[]; downTo?: Place | undefined; isCrowd: boolean }

const placeOf = ({ lastPlace, groupUuid }: Membership): Place => ({ position: lastPlace, groupUuid })

/** The rows among which the next so many groups are. */
const listCandidates = async (
  userUuid: string,
  cursor: InboxCursor | undefined,
  limit: number,
): Promise<Candidates> => {
  if (cursor?.crowdFrom !== undefined) {
    const { memberships: rows, hasMore } = await listMemberships(userUuid, { below: cursor, limit })
    return { rows, downTo: hasMore ? rows.map(placeOf).at(-1) : undefined, isCrowd: false }
  }
  const rows: Membership[] = []
  // By its row below the cursor, by its messages perhaps on a page before.
  const mayBeAbove = ({ lastPlace }: Membership) =>
    cursor !== undefined && quietUntil(lastPlace) > cursor.position
  for (let below: Place | undefined = cursor; ; ) {
    const more = rows.length > 0 ? crowd : spare
    const page = await listMemberships(userUuid, { below, limit: limit + more })
    rows.push(...page.memberships)
    const last = rows.at(-1)
    const end = rows.filter((row) => !mayBeAbove(row))[limit - 1]
    const isBeyond = ({ lastPlace }: Membership) =>
      end !== undefined && quietUntil(lastPlace) <= end.lastPlace
    if (!last || !page.hasMore || isBeyond(last)) {
      const among = rows.filter((row) => !isBeyond(row))
      const hasMore = page.hasMore || among.length < rows.length
      return { rows: among, downTo: hasMore && end ? placeOf(end) : undefined, isCrowd: false }
    }
    if (rows.length > limit + crowd) {
      const first = rows.slice(0, limit)
      return { rows: first, downTo: first.map(placeOf).at(-1), isCrowd: true }
    }
    below = placeOf(last)
  }
}

/** Groups that have jumped above the cursor since the first page, and may not have had their turn: the newest of them. */
const listJumped = async (userUuid: string, cursor: InboxCursor): Promise<Membership[]> => {
  const { memberships } = await listMemberships(userUuid, { above: cursor.since, limit: maxJumped })
  return memberships.filter((row) => !isBelow(row.lastPlace, row, cursor))
}

const turnsOf = async (rows: Membership[], cursor: InboxCursor | undefined, isBelowByRow: boolean) => {
  // What has been shown and moved may, in an index that lags behind, still stand where it was.
  const notShown = rows.filter((row) => !cursor?.shown.includes(nameOf(row)))
  return (await Promise.all(notShown.map((row) => turnOf(row, cursor, isBelowByRow)))).flat()
}

const top = { position: lastSortablePlace, groupUuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff', shown: [] }

/** One page of a user's groups, and the cursor of the next where there is more. */
export const listInbox = async (
  userUuid: string,
  asked: { limit: number; cursor: InboxCursor | undefined; now: number },
): Promise<{ conversations: Conversation[]; next?: InboxCursor }> => {
  const { limit, now } = asked
  const since = asked.cursor?.since ?? new Date(now - settledAfterMs).toISOString()
  const { rows, downTo, isCrowd } = await listCandidates(userUuid, asked.cursor, limit)
  const from = asked.cursor ?? { ...top, since }
  const cursor = isCrowd ? { ...from, crowdFrom: from.position } : asked.cursor

  const isCandidate = new Set(rows.map(({ groupUuid }) => groupUuid))
  // After the first query: a group that jumps between the two is then in both, where side by side it could be in neither.
  const jumped = async (): Promise<Turn[]> => {
    const above = asked.cursor && cursor ? await listJumped(userUuid, cursor) : []
    const others = above.filter(({ groupUuid }) => !isCandidate.has(groupUuid))
    return turnsOf(others, cursor, false)
  }
  const turns = (await Promise.all([turnsOf(rows, cursor, true), jumped()])).flat().sort(inTurn)

  // What lies deeper may have others before it that have not been looked at.
  const known = downTo ? turns.filter(({ position }) => position >= downTo.position) : turns
  const page = known.slice(0, limit)
  const conversations = page.map(({ conversation }) => conversation)
  const isFull = page.length === limit
  const last = page.at(-1)
  const end = isFull && last ? { position: last.position, groupUuid: groupOf(last) } : downTo
  if (!end || (!downTo && turns.length === page.length)) return { conversations }
  const moving = conversations.filter((conversation) => lastPlaceOf(conversation) > since)
  const shown = [...from.shown, ...moving.map(({ membership }) => nameOf(membership))].slice(-maxShown)
  return { conversations, next: { ...end, since, shown, crowdFrom: cursor?.crowdFrom } }
}
