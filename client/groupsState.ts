import { isEqual } from './isEqual.ts'
import { isBefore } from './place.ts'
import type { Group, Message } from './types.ts'

/*
 * The user's conversations as lists show them. Responses and frames can be repeated, late and out of order: a group that is
 * held is only replaced by a newer one.
 */

export const maxUnread = 100
const previewLength = 200
/** Neighbouring pages of a list may overlap by this much, because a quiet message does not move the row in the table. */
const overlapMs = 3 * 60_000

/** `readUpTo` is the last message when the group was marked as read: nothing is unread until another one follows it. */
type Held = { group: Group; readUpTo?: string }

export type List = {
  isLoaded: boolean
  /** The link to the next page; undefined if the list is complete. */
  next: string | undefined
  /** The pages that are loaded reach down to this time. Older groups are known, but not in the list yet. */
  downTo: string
}

export type GroupsState = {
  byUuid: ReadonlyMap<string, Held>
  lists: Readonly<Partial<Record<Group['state'], List>>>
}

type Page = { list: Group['state']; groups: Group[]; next: string | undefined }

export type GroupsEvent =
  /**
   * The newest pages of a list. `heldBefore` is what was held when they were requested. With `isReset`, the list ends with
   * them, because too much has changed since it was loaded.
   */
  | ({ type: 'newestLoaded'; heldBefore: GroupsState; isReset: boolean } & Page)
  /** The page that the link `from` leads to. */
  | ({ type: 'nextPageLoaded'; from: string } & Page)
  | { type: 'groupLoaded'; group: Group }
  /** Of a group that is held: of another one, only the server knows in which list it is. */
  | { type: 'messageReceived'; groupUuid: string; message: Message; isOwn: boolean }
  | { type: 'markedRead'; groupUuid: string; unreadCount: number }

export const noGroups: GroupsState = { byUuid: new Map(), lists: {} }

export const findGroup = ({ byUuid }: GroupsState, uuid: string | undefined): Group | undefined =>
  uuid === undefined ? undefined : byUuid.get(uuid)?.group

const lastPlaceOf = ({ created_at, last_message }: Group) => ({ created_at, uuid: last_message.uuid })

const newestFirst = (left: Group, right: Group): number => {
  if (isBefore(lastPlaceOf(right), lastPlaceOf(left))) return -1
  return isBefore(lastPlaceOf(left), lastPlaceOf(right)) ? 1 : 0
}

/** The groups of a list down to where it is loaded, newest first. */
export const groupsOf = ({ byUuid, lists }: GroupsState, list: Group['state']): Group[] => {
  const { downTo = '' } = lists[list] ?? {}
  return [...byUuid.values()]
    .map(({ group }) => group)
    .filter(({ state, created_at }) => state === list && created_at >= downTo)
    .sort(newestFirst)
}

const isNewer = ({ group: held }: Held, group: Group): boolean =>
  isBefore(lastPlaceOf(held), lastPlaceOf(group)) ||
  (!isBefore(lastPlaceOf(group), lastPlaceOf(held)) && held.revision <= group.revision)

const replace = (held: Held | undefined, group: Group): Held => {
  if (!held) return { group }
  if (!isNewer(held, group) || isEqual(held.group, group)) return held
  const { readUpTo } = held
  if (readUpTo !== group.last_message.uuid) return { group }
  return { group: { ...group, unread_count: 0 }, readUpTo }
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

const withList = (state: GroupsState, name: Group['state'], list: List): GroupsState => ({
  ...state,
  lists: { ...state.lists, [name]: list },
})

const endOf = (groups: Group[], next: string | undefined): Pick<List, 'next' | 'downTo'> => ({
  next,
  downTo: next === undefined ? '' : (groups.at(-1)?.created_at ?? ''),
})

/** What a group says about its last message. */
const lastMessageOf = ({ uuid, user_uuid, handle, display_name, message, created_at }: Message) => ({
  message: [...message].slice(0, previewLength).join(''),
  created_at,
  last_message: { uuid, user_uuid, handle, display_name },
})

/** Whether the message is newer than the last one that the group shows. */
export const isNewLast = (group: Group, message: Message): boolean => isBefore(lastPlaceOf(group), message)

const withMessage = (
  state: GroupsState,
  { groupUuid, message, isOwn }: GroupsEvent & { type: 'messageReceived' },
): GroupsState => {
  const held = state.byUuid.get(groupUuid)
  if (!held || !isNewLast(held.group, message)) return state
  const { unread_count } = held.group
  const group: Group = {
    ...held.group,
    ...(isOwn ? {} : { display_name: message.display_name, handle: message.handle }),
    ...lastMessageOf(message),
    unread_count: isOwn ? 0 : Math.min(unread_count + 1, maxUnread),
  }
  return { ...state, byUuid: new Map(state.byUuid).set(groupUuid, { group }) }
}

const markedRead = (state: GroupsState, groupUuid: string, unreadCount: number): GroupsState => {
  const held = state.byUuid.get(groupUuid)
  if (!held) return state
  const group = { ...held.group, unread_count: unreadCount }
  const read: Held = unreadCount === 0 ? { group, readUpTo: group.last_message.uuid } : { group }
  return { ...state, byUuid: new Map(state.byUuid).set(groupUuid, read) }
}

export const reduceGroups = (state: GroupsState, event: GroupsEvent): GroupsState => {
  switch (event.type) {
    case 'newestLoaded': {
      const merged = withoutMissing(withGroups(state, event.groups), event)
      const isLongerListHeld = state.lists[event.list] && event.next !== undefined && !event.isReset
      if (isLongerListHeld) return merged
      return withList(merged, event.list, { isLoaded: true, ...endOf(event.groups, event.next) })
    }
    case 'nextPageLoaded': {
      const held = state.lists[event.list]
      const withPage = withGroups(state, event.groups)
      if (held?.next !== event.from) return withPage
      return withList(withPage, event.list, { isLoaded: true, ...endOf(event.groups, event.next) })
    }
    case 'groupLoaded':
      return withGroups(state, [event.group])
    case 'messageReceived':
      return withMessage(state, event)
    case 'markedRead':
      return markedRead(state, event.groupUuid, event.unreadCount)
  }
}
