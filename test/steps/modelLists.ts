import type { membershipChangeSchema } from '../../src/domain/bodySchemas.ts'
import { VisibleError } from '../../src/domain/error.ts'
import {
  type DirectMembership,
  type GroupState,
  groupUuidOf,
  type HiddenState,
  isHidden,
  isRequest,
  listOf,
  type Membership,
  type NamedMembership,
  stateAfterMessage,
} from '../../src/domain/group.ts'
import type { Strangers } from '../../src/domain/user.ts'
import type { Frame } from '../../src/domain/viewSchemas.ts'
import { groupFrame, meFrame } from '../../src/domain/views.ts'
import type { Person } from './modelServer.ts'

/* What people change in the model of the server: the list of a conversation, marks, blocks and settings. */

type MembershipChange = ReturnType<typeof membershipChangeSchema.parse>

type Context = {
  getMembership: (userUuid: string, groupUuid: string) => Membership
  findMembership: (userUuid: string, groupUuid: string) => Membership | undefined
  /** Changes a row; without a new revision if its member cannot see it. */
  change: (membership: Membership, changes: Partial<DirectMembership>, isShown?: boolean) => void
  push: (userUuids: string[], frame: Frame) => void
  /** Notes that a member of a named group has hidden it. */
  hide: (membership: NamedMembership, state: HiddenState) => void
}

const stateAfter = (membership: Membership, { request, is_archived }: MembershipChange): GroupState => {
  const { state: before } = membership
  if (isRequest(membership) && request) return request === 'accepted' ? 'inbox' : 'declined'
  if (is_archived === undefined) return before
  if (!isRequest(membership)) return is_archived ? 'archived' : 'inbox'
  if (is_archived) throw new VisibleError('is_archived_invalid')
  return before
}

export const createModelLists = ({ getMembership, findMembership, change, push, hide }: Context) => {
  const blocks = new Map<string, Set<string>>()
  const blockedBy = (userUuid: string) => blocks.get(userUuid) ?? new Set<string>()

  const changeBlock = (blocker: Person, otherUuid: string, hasBlocked: boolean) => {
    if (blockedBy(blocker.uuid).has(otherUuid) === hasBlocked) return
    const blocked = new Set(blockedBy(blocker.uuid))
    if (hasBlocked) blocked.add(otherUuid)
    else blocked.delete(otherUuid)
    blocks.set(blocker.uuid, blocked)
    push([blocker.uuid], meFrame)
    const groupUuid = groupUuidOf(blocker.uuid, otherUuid)
    const own = findMembership(blocker.uuid, groupUuid)
    const other = findMembership(otherUuid, groupUuid)
    if (other) change(other, { blockedWith: hasBlocked ? { seen: own?.readPlace } : undefined }, false)
    if (!own) return
    change(own, { hasBlocked: hasBlocked || undefined })
    push([blocker.uuid], groupFrame(getMembership(blocker.uuid, groupUuid)))
  }

  return {
    hasBlocked: (userUuid: string, otherUuid: string) => blockedBy(userUuid).has(otherUuid),
    /** The people whom a user blocks, in the order of their uuids. */
    blocked: (userUuid: string) => [...blockedBy(userUuid)].sort(),
    block: (blocker: Person, otherUuid: string) => changeBlock(blocker, otherUuid, true),
    unblock: (blocker: Person, otherUuid: string) => changeBlock(blocker, otherUuid, false),

    /** What a send does for the other person, who has archived or declined. */
    bringBack: ({ userUuid, other, groupUuid }: DirectMembership) => {
      const row = findMembership(other.uuid, groupUuid)
      if (row && isHidden(row.state)) change(row, { state: stateAfterMessage(row.state) })
      change(getMembership(userUuid, groupUuid), { otherState: undefined }, false)
    },

    changeMembership: (user: Person, groupUuid: string, changes: MembershipChange) => {
      const before = getMembership(user.uuid, groupUuid)
      const state = stateAfter(before, changes)
      const { muted_until = before.mutedUntil ?? null, is_marked_unread = before.isMarkedUnread ?? false } =
        changes
      change(before, { state, mutedUntil: muted_until ?? undefined, isMarkedUnread: is_marked_unread })
      if (isHidden(state) && state !== before.state) {
        const other = before.kind === 'direct' ? findMembership(before.other.uuid, groupUuid) : undefined
        if (before.kind === 'named') hide(before, state)
        else if (other) change(other, { otherState: state }, false)
      }
      const membership = getMembership(user.uuid, groupUuid)
      push([user.uuid], groupFrame(membership))
      return membership
    },

    changeSettings: (user: Person, { strangers }: { strangers?: Strangers | undefined }) => {
      if (strangers === undefined) return
      user.strangers = strangers
      push([user.uuid], meFrame)
    },

    /** Whether a row is in this list. */
    isIn: (membership: Membership, list: string) => listOf(membership) === list,
  }
}
