import { VisibleError } from './error.ts'
import type { ReservedHandle, User } from './user.ts'

/* What a change of the profile does to a user (docs/decisions/0041-renames-and-long-work.md). */

const reservationMs = 30 * 24 * 60 * 60_000
const maxReservedHandles = 5

export type UserChange = Partial<Omit<User, 'uuid' | 'profileVersion' | 'shownVersion' | 'reservedHandles'>>

/** Whether two states of a user have different names. */
export const isRenamed = (user: User, before: User): boolean =>
  user.handle !== before.handle || user.displayName !== before.displayName

/** The handles that are still reserved for a user. */
const reservedAt = ({ reservedHandles = [] }: User, now: number): ReservedHandle[] =>
  reservedHandles.filter(({ until }) => until > new Date(now).toISOString())

/** A user who gives up a handle keeps it reserved, so that nobody can pretend to be them. */
const reservedAfter = (handle: string, before: User, now: number): ReservedHandle[] | undefined => {
  if (handle === before.handle) return before.reservedHandles
  const others = reservedAt(before, now).filter((reserved) => reserved.handle !== handle)
  if (others.length >= maxReservedHandles) {
    const [first = ''] = others.map(({ until }) => until).sort()
    const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(first) - now) / 1000))
    throw new VisibleError('too_many_requests', { retryAfterSeconds })
  }
  return [...others, { handle: before.handle, until: new Date(now + reservationMs).toISOString() }]
}

/** The user after a change. Throws an error if too many handles are reserved for them. */
export const changedUser = (before: User, change: UserChange, now: number): User => {
  const user: User = { ...before, ...change }
  if (!isRenamed(user, before)) return user
  const profileVersion = (before.profileVersion ?? 0) + 1
  const reservedHandles = reservedAfter(user.handle, before, now)
  return { ...user, profileVersion, ...(reservedHandles ? { reservedHandles } : {}) }
}

/** Whether every conversation row of others shows the names of the user. */
export const isShown = ({ profileVersion = 0, shownVersion = 0 }: User): boolean =>
  shownVersion >= profileVersion
