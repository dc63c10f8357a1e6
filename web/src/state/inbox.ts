import type { Group, Message } from '../types.ts'

export const maxUnread = 100

export type Inbox = {
  /** Newest first. */
  groups: Group[]
  isLoaded: boolean
  /** Where the next page is; none when these are all. */
  next: string | undefined
  /** Why the list could not be had. */
  code: string | undefined
  /** The messages of which we have been told: being told twice counts once. */
  told: ReadonlySet<string>
}

export type InboxEvent =
  | { type: 'firstPageCame'; groups: Group[]; next: string | undefined }
  /** The page that `from` led to. */
  | { type: 'nextPageCame'; from: string; groups: Group[]; next: string | undefined }
  /** The first page, where the server no longer knows how far the list was read: the next page is the second. */
  | { type: 'begunAnew'; groups: Group[]; next: string | undefined }
  | { type: 'groupCame'; group: Group }
  | { type: 'failed'; code: string }
  | { type: 'messageCame'; groupUuid: string; message: Message; isOwn: boolean }
  | { type: 'read'; groupUuid: string; unreadCount: number }

export const emptyInbox: Inbox = {
  groups: [],
  isLoaded: false,
  next: undefined,
  code: undefined,
  told: new Set(),
}

export const countText = (unread: number): string =>
  unread >= maxUnread ? `${maxUnread - 1}+` : String(unread)

/** In how many conversations something is unread; `20+` where the list goes on below the last unread one that is here. */
export const unreadText = ({ groups, next }: Inbox): string => {
  const unread = groups.filter(({ unread_count }) => unread_count > 0).length
  const mayGoOn = next !== undefined && (groups.at(-1)?.unread_count ?? 0) > 0
  return unread === 0 ? '' : `${unread}${mayGoOn ? '+' : ''}`
}

const previewLength = 200

const newestFirst = (one: Group, other: Group): number =>
  one.created_at === other.created_at
    ? Number(one.uuid < other.uuid) - Number(one.uuid > other.uuid)
    : Number(one.created_at < other.created_at) - Number(one.created_at > other.created_at)

/** A row replaces one that is held if its last message is newer, or the same with no lower revision. */
const merge = (held: Group[], come: Group[]): Group[] => {
  const byUuid = new Map(held.map((group) => [group.uuid, group]))
  for (const group of come) {
    const known = byUuid.get(group.uuid)
    const isNewer = !known || known.created_at < group.created_at
    const isSame = known?.created_at === group.created_at
    if (isNewer || (isSame && known.revision <= group.revision)) byUuid.set(group.uuid, group)
  }
  return [...byUuid.values()].sort(newestFirst)
}

/** What a row says of its last message. */
const lastOf = ({ uuid, user_uuid, handle, display_name, message, created_at }: Message) => ({
  message: [...message].slice(0, previewLength).join(''),
  created_at,
  last_message: { uuid, user_uuid, handle, display_name },
})

const withMessage = (
  state: Inbox,
  { groupUuid, message, isOwn }: InboxEvent & { type: 'messageCame' },
): Inbox => {
  if (state.told.has(message.uuid)) return state
  const told = new Set(state.told).add(message.uuid)
  const known = state.groups.find(({ uuid }) => uuid === groupUuid)
  // Of a conversation that another tab of ours has begun we do not know with whom: the list is fetched for that.
  if (!known && isOwn) return { ...state, told }
  // A message that the list has brought already is no news, though its own telling comes later.
  const isNews = !known || known.created_at < message.created_at
  const { display_name, handle } = isOwn && known ? known : message
  const before: Group = known ?? {
    uuid: groupUuid,
    kind: 'direct',
    state: 'inbox',
    display_name,
    handle,
    unread_count: 0,
    last_read_uuid: null,
    revision: 0,
    ...lastOf(message),
  }
  const group: Group = {
    ...before,
    display_name,
    handle,
    ...(isNews ? lastOf(message) : {}),
    unread_count: isOwn ? 0 : Math.min(before.unread_count + Number(isNews), maxUnread),
  }
  return { ...state, told, groups: merge(state.groups, [group]) }
}

export const reduceInbox = (state: Inbox, event: InboxEvent): Inbox => {
  switch (event.type) {
    case 'firstPageCame': {
      // Once loaded, the pages that follow stay where they are: what has moved has moved to the top.
      const next = state.isLoaded ? state.next : event.next
      return { ...state, groups: merge(state.groups, event.groups), isLoaded: true, next, code: undefined }
    }
    case 'nextPageCame': {
      const next = state.next === event.from ? event.next : state.next
      return { ...state, groups: merge(state.groups, event.groups), next, code: undefined }
    }
    case 'begunAnew':
      return { ...state, groups: merge(state.groups, event.groups), next: event.next, code: undefined }
    case 'groupCame':
      return { ...state, groups: merge(state.groups, [event.group]) }
    case 'failed':
      return { ...state, code: event.code }
    case 'messageCame':
      return withMessage(state, event)
    case 'read': {
      const mark = (group: Group) =>
        group.uuid === event.groupUuid ? { ...group, unread_count: event.unreadCount } : group
      return { ...state, groups: state.groups.map(mark) }
    }
  }
}
