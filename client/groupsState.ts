import { canBeUnread } from './firstUnread.ts'
import { isEqual } from './isEqual.ts'
import { isBefore } from './place.ts'
import { attachmentCountOf, previewOf } from './shownMessages.ts'
import type { Group, Message } from './types.ts'

/*
 * The user's conversations as lists show them. Responses and frames can be repeated, late and out of order: a group that is
 * held is only replaced by a newer one.
 */

export const maxUnread = 100
/** Neighbouring pages of a list may overlap by this much, because a quiet message does not move the row in the table. */
const overlapMs = 3 * 60_000

/** `readUpTo` is the last message when the group was marked as read: nothing is unread until another one follows it. */
type Held = { group: Group; readUpTo?: string }

export type List = {
  /** The link to the next page; undefined if the list is complete. */
  next: string | undefined
  /** The pages that are loaded reach down to this time. Older groups are known, but not in the list yet. */
  downTo: string
}

/** What the user has changed, shown until the server has answered; of a read mark, until something else is unread. */
export type Change = { groupUuid: string | undefined; shown: Partial<Group>; marked?: Group | undefined }

export type GroupsState = {
  byUuid: ReadonlyMap<string, Held>
  lists: Readonly<Partial<Record<Group['state'], List>>>
  changes: readonly Change[]
  /** By the server's clock, in ms. A mute that ended before this time does not count. */
  now: number
}

type Page = { list: Group['state']; groups: Group[]; next: string | undefined }

export type GroupsEvent =
  /**
   * The newest pages of a list. `heldBefore` is what was held when they were requested. With `isCut`, the list ends with them,
   * because too much has changed since it was loaded.
   */
  | ({ type: 'newestLoaded'; heldBefore: GroupsState; isCut: boolean } & Page)
  /** The page that the link `from` leads to. */
  | ({ type: 'nextPageLoaded'; from: string } & Page)
  | { type: 'groupLoaded'; group: Group }
  /** The conversation does not exist for the user any more. */
  | { type: 'groupRemoved'; groupUuid: string }
  /** Stored or changed. Of a group that is held: of another one, only the server knows in which list it is. */
  | { type: 'messageReceived'; groupUuid: string; message: Message; isOwn: boolean }
  | { type: 'markedRead'; groupUuid: string; unreadCount: number }
  | { type: 'changeBegun'; change: Change }
  /** The server has answered, or the request failed. */
  | { type: 'changeEnded'; change: Change }
  | { type: 'timePassed'; now: number }

export const noGroups: GroupsState = { byUuid: new Map(), lists: {}, changes: [], now: 0 }

/** Whether the mute of a group ends after this time. */
export const isMutedAt = ({ muted_until }: Group, now: number): boolean =>
  muted_until !== null && Date.parse(muted_until) > now

const shownOf = ({ changes, now }: GroupsState, group: Group): Group => {
  const current =
    group.muted_until === null || isMutedAt(group, now) ? group : { ...group, muted_until: null }
  const isSame = ({ last_message, unread_count }: Group) =>
    last_message.uuid === group.last_message.uuid && unread_count === group.unread_count
  const own = changes.filter(({ groupUuid, marked = group }) => groupUuid === group.uuid && isSame(marked))
  return own.length === 0 ? current : Object.assign({}, current, ...own.map(({ shown }) => shown))
}

/** The group as people see it. */
export const findGroup = (state: GroupsState, uuid = ''): Group | undefined => {
  const held = state.byUuid.get(uuid)
  return held && shownOf(state, held.group)
}

/** Whether it waits for an answer: its sender is not told that it was read. A declined request can still be accepted. */
export const isRequest = (group: Group | undefined): boolean =>
  group?.state === 'request' || group?.state === 'declined'

/** All groups that are held, whatever their list. */
export const allGroups = (state: GroupsState): Group[] =>
  [...state.byUuid.values()].map(({ group }) => shownOf(state, group))

/** The place of the last message of a group. */
export const lastPlaceOf = ({ created_at, last_message }: Group) => ({ created_at, uuid: last_message.uuid })

export const newestFirst = (left: Group, right: Group): number => {
  if (isBefore(lastPlaceOf(right), lastPlaceOf(left))) return -1
  return isBefore(lastPlaceOf(left), lastPlaceOf(right)) ? 1 : 0
}

/** All groups with this state. */
export const groupsWith = (state: GroupsState, list: Group['state']): Group[] =>
  allGroups(state).filter((group) => group.state === list)

/** The groups of a list down to where it is loaded, newest first. */
export const groupsOf = (state: GroupsState, list: Group['state']): Group[] => {
  const { downTo = '' } = state.lists[list] ?? {}
  return groupsWith(state, list)
    .filter(({ created_at }) => created_at >= downTo)
    .sort(newestFirst)
}

const lastFields = ({ message, created_at, last_message, unread_count, last_read_uuid }: Group) => ({
  message,
  created_at,
  last_message,
  unread_count,
  last_read_uuid,
})

/** With the last message of another row, if that has a higher revision of it. */
const withLast = (group: Group, { message, last_message }: Group): Group =>
  last_message.uuid === group.last_message.uuid && last_message.revision > group.last_message.revision
    ? { ...group, message, last_message }
    : group

/** Of two rows, one may have the newer last message, and the other the higher revision. */
const newerOf = (held: Group, group: Group): Group => {
  const isOlder = isBefore(lastPlaceOf(group), lastPlaceOf(held))
  const isNewer = isBefore(lastPlaceOf(held), lastPlaceOf(group))
  if (group.revision < held.revision)
    return isNewer ? { ...held, ...lastFields(group) } : withLast(held, group)
  if (!isOlder) return withLast(group, held)
  return group.revision > held.revision ? { ...group, ...lastFields(held) } : held
}

const replace = (held: Held | undefined, loaded: Group): Held => {
  if (!held) return { group: loaded }
  const group = newerOf(held.group, loaded)
  if (isEqual(held.group, group)) return held
  const { readUpTo } = held
  if (readUpTo !== group.last_message.uuid) return { group }
  return { group: { ...group, unread_count: 0, last_read_uuid: readUpTo }, readUpTo }
}

const withGroups = (state: GroupsState, groups: Group[]): GroupsState => {
  const byUuid = new Map(state.byUuid)
  for (const group of groups) byUuid.set(group.uuid, replace(byUuid.get(group.uuid), group))
  return { ...state, byUuid }
}

/** Groups that have left the list meanwhile: they are in the range of the pages, but not on them. */
const withoutMissing = (
  state: GroupsState,
  { list, groups, next, heldBefore }: Page & { heldBefore: GroupsState },
): GroupsState => {
  const loaded = new Set(groups.map(({ uuid }) => uuid))
  const oldest = Date.parse(groups.at(-1)?.created_at ?? '')
  const isMissing = ({ uuid, created_at, state: listOf }: Group) =>
    listOf === list &&
    !loaded.has(uuid) &&
    state.byUuid.get(uuid) === heldBefore.byUuid.get(uuid) && // not changed by a frame since the request
    (next === undefined || Date.parse(created_at) > oldest + overlapMs)
  const missing = [...state.byUuid.values()].filter(({ group }) => isMissing(group))
  if (missing.length === 0) return state
  const byUuid = new Map(state.byUuid)
  for (const { group } of missing) byUuid.delete(group.uuid)
  return { ...state, byUuid }
}

/** The list ends with this page. */
const endingWith = (state: GroupsState, { list, groups, next }: Page): GroupsState => {
  const downTo = next === undefined ? '' : (groups.at(-1)?.created_at ?? '')
  return { ...state, lists: { ...state.lists, [list]: { next, downTo } } }
}

/** What a group says about its last message. */
const lastMessageOf = (message: Message) => {
  const { uuid, user_uuid, handle, display_name, revision, deleted_at, event, created_at } = message
  return {
    message: previewOf(message),
    created_at,
    last_message: {
      uuid,
      user_uuid,
      handle,
      display_name,
      revision,
      ...(deleted_at === undefined ? {} : { deleted_at }),
      ...(event === undefined ? {} : { event }),
      ...attachmentCountOf(message),
    },
  }
}

/** Whether the message is newer than the last one that the group shows. */
export const isNewLast = (group: Group, message: Message): boolean => isBefore(lastPlaceOf(group), message)

const withHeld = (state: GroupsState, held: Held): GroupsState => ({
  ...state,
  byUuid: new Map(state.byUuid).set(held.group.uuid, held),
})

const afterOwn = ({ state }: Group, { uuid, event }: Message): Partial<Group> => ({
  unread_count: 0,
  last_read_uuid: uuid,
  // Sending a message accepts a request, unarchives, and removes the mark "unread". An event does not.
  ...(event ? {} : { is_marked_unread: false, state: state === 'blocked' ? state : 'inbox' }),
})

const afterOthers = (group: Group, message: Message): Partial<Group> => {
  const { kind, state, unread_count } = group
  const isCounted = (state === 'inbox' || state === 'archived') && canBeUnread(message)
  const { display_name, handle } = message
  return {
    unread_count: Math.min(unread_count + Number(isCounted), maxUnread),
    ...(kind === 'direct' ? { display_name, handle } : {}),
  }
}

const withMessage = (
  state: GroupsState,
  { groupUuid, message, isOwn }: GroupsEvent & { type: 'messageReceived' },
): GroupsState => {
  const held = state.byUuid.get(groupUuid)
  if (!held) return state
  if (!isNewLast(held.group, message)) {
    const group = withLast(held.group, { ...held.group, ...lastMessageOf(message) })
    return group === held.group ? state : withHeld(state, { ...held, group })
  }
  const group: Group = {
    ...held.group,
    ...lastMessageOf(message),
    ...(isOwn ? afterOwn(held.group, message) : afterOthers(held.group, message)),
  }
  return withHeld(state, { group })
}

const markedRead = (state: GroupsState, groupUuid: string, unreadCount: number): GroupsState => {
  const held = state.byUuid.get(groupUuid)
  if (!held) return state
  const group = { ...held.group, unread_count: unreadCount, is_marked_unread: false }
  if (unreadCount > 0) return withHeld(state, { group })
  const readUpTo = group.last_message.uuid
  return withHeld(state, { group: { ...group, last_read_uuid: readUpTo }, readUpTo })
}

const without = (state: GroupsState, groupUuid: string): GroupsState => {
  const byUuid = new Map(state.byUuid)
  return byUuid.delete(groupUuid) ? { ...state, byUuid } : state
}

export const reduceGroups = (state: GroupsState, event: GroupsEvent): GroupsState => {
  switch (event.type) {
    case 'newestLoaded': {
      const merged = withoutMissing(withGroups(state, event.groups), event)
      // More pages were loaded meanwhile.
      const isLonger = state.lists[event.list] !== event.heldBefore.lists[event.list]
      return isLonger && !event.isCut ? merged : endingWith(merged, event)
    }
    case 'nextPageLoaded': {
      const withPage = withGroups(state, event.groups)
      return state.lists[event.list]?.next === event.from ? endingWith(withPage, event) : withPage
    }
    case 'groupLoaded':
      return withGroups(state, [event.group])
    case 'groupRemoved':
      return without(state, event.groupUuid)
    case 'messageReceived':
      return withMessage(state, event)
    case 'markedRead':
      return markedRead(state, event.groupUuid, event.unreadCount)
    case 'changeBegun':
      return { ...state, changes: [...state.changes, event.change] }
    case 'changeEnded':
      return { ...state, changes: state.changes.filter((change) => change !== event.change) }
    case 'timePassed':
      return { ...state, now: event.now }
  }
}
