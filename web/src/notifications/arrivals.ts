import { lastPlaceOf } from '../../../client/groupsState.ts'
import { isBefore } from '../../../client/place.ts'
import type { Group } from '../../../client/types.ts'
import type { PushedMessage } from '../../worker/notifications.ts'

/* Which changes of the conversations call for a notification. */

/** After a long gap, a notification for each conversation would be a nuisance. */
const maxAtOnce = 5

type Seen = { group: Group; isWorthNotice: boolean }

export type Arrivals = {
  /** The time of the newest message at the start. A conversation that becomes known later has nothing new up to here. */
  startedAt: string
  seen: ReadonlyMap<string, Seen>
}

export type Notices = {
  /** The last message of each is new. The newest is the last one. */
  show: Group[]
  /** If there is a notification, it has to show the last message, because it may show an older one, or an older text. */
  update: Group[]
  /** The uuids of the conversations whose notification is out of date. */
  close: string[]
}

/** Whether its last message is one that the user should hear of, if they have not yet. */
const isWorthNotice = ({ state, muted_until, unread_count, last_message }: Group, ownUuid: string): boolean =>
  state === 'inbox' &&
  muted_until === null &&
  unread_count > 0 &&
  last_message.user_uuid !== ownUuid &&
  last_message.deleted_at === undefined

/** Whether the user has read the message of a notification by now, or need not hear of it for another reason. */
export const isOutOfDate = (
  { groupUuid, message }: PushedMessage,
  groups: readonly Group[],
  ownUuid: string,
): boolean => {
  const group = groups.find(({ uuid }) => uuid === groupUuid)
  const isKnown = group !== undefined && !isBefore(lastPlaceOf(group), message)
  return isKnown && !isWorthNotice(group, ownUuid)
}

/** An event, or by somebody whom the user blocks: it is not shown, and notifications of earlier messages stay. */
const isSilent = ({ kind, last_message }: Group, blocked: ReadonlySet<string>): boolean =>
  last_message.event !== undefined || (kind === 'named' && blocked.has(last_message.user_uuid))

const seenOf = (groups: readonly Group[], ownUuid: string) =>
  new Map(groups.map((group) => [group.uuid, { group, isWorthNotice: isWorthNotice(group, ownUuid) }]))

const olderFirst = (left: Group, right: Group) => (isBefore(lastPlaceOf(left), lastPlaceOf(right)) ? -1 : 1)

/**
 * What has changed in the conversations, and what to do about it. At the start, nothing is new, but notifications that were
 * shown before may be out of date.
 */
export const noteArrivals = (
  arrivals: Arrivals | undefined,
  groups: readonly Group[],
  ownUuid: string,
  blocked: ReadonlySet<string> = new Set(),
): { arrivals: Arrivals; notices: Notices } => {
  const now = seenOf(groups, ownUuid)
  const worthNotice = groups.filter(({ uuid }) => now.get(uuid)?.isWorthNotice)
  const showable = worthNotice.filter((group) => !isSilent(group, blocked))
  if (!arrivals) {
    const startedAt =
      groups
        .map(({ created_at }) => created_at)
        .sort()
        .at(-1) ?? ''
    const close = groups.filter((group) => !worthNotice.includes(group)).map(({ uuid }) => uuid)
    return { arrivals: { startedAt, seen: now }, notices: { show: [], update: showable, close } }
  }
  const { startedAt, seen } = arrivals
  const before = ({ uuid }: Group) => seen.get(uuid)?.group
  const hasNewer = (group: Group) => {
    const known = before(group)
    return known ? isBefore(lastPlaceOf(known), lastPlaceOf(group)) : group.created_at > startedAt
  }
  const isChanged = (group: Group) => {
    const known = before(group)
    return known?.last_message.uuid === group.last_message.uuid && known.message !== group.message
  }
  const newer = showable.filter(hasNewer).sort(olderFirst)
  const show = newer.slice(-maxAtOnce)
  const wasWorthNotice = [...seen].filter(([, known]) => known.isWorthNotice).map(([uuid]) => uuid)
  return {
    arrivals: { startedAt, seen: now },
    notices: {
      show,
      update: showable.filter((group) => (newer.includes(group) ? !show.includes(group) : isChanged(group))),
      close: wasWorthNotice.filter((uuid) => !now.get(uuid)?.isWorthNotice),
    },
  }
}
