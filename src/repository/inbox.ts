import type { Membership } from '../domain/group.ts'
import type { InboxCursor } from '../domain/paging.ts'
import { listMemberships } from './memberships.ts'
import { listMessages } from './messages.ts'

/*
 * An inbox is in motion while one pages through it: a group that gets a message jumps to the top, above what has been read.
 * The pages are therefore those of the inbox as it stood when the first was asked for: a group that has moved since is
 * shown in its old turn, and where that was, its messages tell. Every group comes exactly once.
 */

// A message may reach its row this much later than its place says. What is as new as that counts as already in motion.
const settledAfterMs = 60_000

const nameOf = ({ groupUuid }: Membership): string => groupUuid.slice(0, 8)

type Turn = { membership: Membership; position: string; hasMoved: boolean }

const descending = (one: string, other: string): number => (one === other ? 0 : one < other ? 1 : -1)

// Two of the index that stand at the same place stay in its order: the next page goes on from there.
const inTurn = (one: Turn, other: Turn): number =>
  descending(one.position, other.position) ||
  (one.hasMoved || other.hasMoved ? descending(one.membership.groupUuid, other.membership.groupUuid) : 0)

const isBelow = ({ position, membership }: Omit<Turn, 'hasMoved'>, cursor: InboxCursor): boolean =>
  position < cursor.position || (position === cursor.position && membership.groupUuid < cursor.groupUuid)

/** Groups that have jumped up since the first page, and whose turn is still to come. */
const listMoved = async (userUuid: string, cursor: InboxCursor): Promise<Turn[]> => {
  const { memberships } = await listMemberships(userUuid, { above: cursor.since })
  const jumped = memberships.filter(
    (membership) =>
      !isBelow({ membership, position: membership.lastMessageAt }, cursor) &&
      !cursor.shown.includes(nameOf(membership)),
  )
  const turns = await Promise.all(
    jumped.map(async (membership) => {
      const before = { direction: 'older', from: cursor.since, limit: 1 } as const
      const [message] = (await listMessages(membership.groupUuid, before)).messages
      // One that is younger than that has no older place: its turn is where the young ones end.
      return { membership, position: message?.place ?? cursor.since, hasMoved: true }
    }),
  )
  return turns.filter((turn) => isBelow(turn, cursor))
}

/** One page of a user's groups, and the cursor of the next where there is more. */
export const listInbox = async (
  userUuid: string,
  { limit, cursor, now }: { limit: number; cursor: InboxCursor | undefined; now: number },
): Promise<{ memberships: Membership[]; next?: InboxCursor }> => {
  // One after the other: a group that jumps between the two is then in both, where side by side it could be in neither.
  const rest = await listMemberships(userUuid, cursor ? { below: cursor, limit } : { limit })
  const moved = cursor ? await listMoved(userUuid, cursor) : []
  const standing = rest.memberships.map((membership) => ({
    membership,
    position: membership.lastMessageAt,
    hasMoved: false,
  }))
  // What has been shown and moved may, in an index that lags behind, still stand where it was.
  const resting = standing.filter(({ membership }) => !cursor?.shown.includes(nameOf(membership)))
  const isResting = new Set(rest.memberships.map(({ groupUuid }) => groupUuid))
  const turns = [...resting, ...moved.filter(({ membership }) => !isResting.has(membership.groupUuid))].sort(
    inTurn,
  )
  const page = turns.slice(0, limit)
  const memberships = page.map(({ membership }) => membership)
  const last = page.at(-1) ?? standing.at(-1)
  if (!last || (!rest.hasMore && turns.length <= limit)) return { memberships }
  const since = cursor?.since ?? new Date(now - settledAfterMs).toISOString()
  const shown = memberships.filter(({ lastMessageAt }) => lastMessageAt > since).map(nameOf)
  const next = { position: last.position, groupUuid: last.membership.groupUuid, since }
  return { memberships, next: { ...next, shown: [...(cursor?.shown ?? []), ...shown] } }
}
