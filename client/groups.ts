import { messengerErrorOf } from './errors.ts'
import {
  findGroup,
  type GroupsEvent,
  type GroupsState,
  groupsOf,
  type List,
  noGroups,
  reduceGroups,
} from './groupsState.ts'
import { repeatedFlight, singleFlight } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type {
  Api,
  Group,
  Inbox,
  InboxStore,
  Links,
  ListName,
  OpenGroup,
  Store,
  UnreadStatus,
} from './types.ts'

const groupsPerPage = 20
/** After a gap, at most so many pages are fetched to find out what has changed. */
const maxPagesAfterGap = 5
const maxUnreadAttempts = 3
/** At most so many pages are fetched to find a conversation that began since a time. */
const maxPagesToFind = 25

export type Groups = {
  state: Store<GroupsState>
  unread: Store<UnreadStatus>
  dispatch: (event: GroupsEvent) => void
  find: (uuid: string | undefined) => Group | undefined
  findByHandle: (handle: string) => Group | undefined
  /** Whether a conversation is in the loaded part of its list. */
  isListed: (uuid: string) => boolean
  /** Fetches the list down to a time, to find the conversation with a person. Null if none has begun since then. */
  findBegun: (handle: string, since: string) => Promise<string | null>
  list: (name?: ListName) => InboxStore
  /** Fetches what has changed in the lists that are in use. */
  refresh: () => Promise<void>
  /** Fetches the number of unread conversations, unless all of them are known. */
  refreshUnread: () => Promise<void>
  /** Fetches one conversation, with how far the other person has read. */
  fetch: (uuid: string) => Promise<OpenGroup>
}

/** The lists of conversations: requests, and the stores that people see. */
export const createGroups = (api: Api): Groups => {
  const state = createStore<GroupsState>(noGroups)
  const unread = createStore<UnreadStatus>({ conversations: 0, hasRequests: false })
  const lists = new Map<ListName, { store: InboxStore; refresh: () => Promise<void> }>()

  const inboxList = (): List | undefined => state.get().lists.inbox
  const countUnread = () =>
    groupsOf(state.get(), 'inbox').filter(({ unread_count }) => unread_count > 0).length
  // The server counts among the 100 newest conversations. Here are those that it counted below the pages that are loaded.
  let unreadBelow = 0
  let hasRequests = false

  const updateUnread = () => {
    const conversations = countUnread() + (inboxList()?.next === undefined ? 0 : unreadBelow)
    setView(unread, { conversations, hasRequests })
  }

  const dispatch = (event: GroupsEvent) => {
    const before = countUnread()
    state.set(reduceGroups(state.get(), event))
    if (event.type === 'nextPageLoaded') unreadBelow = Math.max(unreadBelow - (countUnread() - before), 0)
    updateUnread()
  }

  const refreshUnread = async (attempt = 1): Promise<void> => {
    if (inboxList()?.next === undefined) return
    const before = countUnread()
    const { body } = await api('GET /api/unread')
    // The response may or may not count what has changed meanwhile.
    if (countUnread() !== before && attempt < maxUnreadAttempts) return refreshUnread(attempt + 1)
    hasRequests = body.has_requests
    unreadBelow = Math.max(body.conversations - countUnread(), 0)
    updateUnread()
  }

  const fetchPage = (name: ListName, link?: string) =>
    api('GET /api/message_groups', {
      query: { limit: groupsPerPage, ...(name === 'inbox' ? {} : { state: name }) },
      ...(link ? { link } : {}),
    })

  /** Fetches pages until one contains a conversation that has not changed, so that nothing is missing between. */
  const fetchNewest = async (name: ListName, isReset: boolean) => {
    const heldBefore = state.get()
    const isLoaded = groupsOf(heldBefore, name).length > 0
    const isUnchanged = (group: Group) => findGroup(heldBefore, group.uuid)?.created_at === group.created_at
    let groups: Group[] = []
    let links: Links = {}
    for (let page = 1; page <= maxPagesAfterGap; page++) {
      const response = await fetchPage(name, links.next)
      groups = [...groups, ...response.body]
      links = response.links
      const isGapClosed = !isLoaded || isReset || response.body.some(isUnchanged)
      if (isGapClosed || !links.next) {
        return dispatch({ type: 'newestLoaded', list: name, groups, next: links.next, heldBefore, isReset })
      }
    }
    dispatch({ type: 'newestLoaded', list: name, groups, next: links.next, heldBefore, isReset: true })
  }

  const fetchNext = async (name: ListName) => {
    const from = state.get().lists[name]?.next
    if (!from) return
    const { body: groups, links } = await fetchPage(name, from)
    dispatch({ type: 'nextPageLoaded', list: name, from, groups, next: links.next })
  }

  const createList = (name: ListName) => {
    let error: Inbox['error']
    const view = (): Inbox => {
      const list = state.get().lists[name]
      return {
        groups: groupsOf(state.get(), name),
        isLoaded: list !== undefined,
        hasMore: list?.next !== undefined,
        error,
      }
    }
    const store = createStore(view())
    state.subscribe(() => setView(store, view()))

    const withError = (work: () => Promise<void>) => async () => {
      try {
        await work()
        error = undefined
      } catch (cause) {
        error = messengerErrorOf(cause)
        throw error
      } finally {
        setView(store, view())
      }
    }

    const loadMore = async () => {
      try {
        await fetchNext(name)
      } catch (cause) {
        // A cursor expires: this list was loaded days ago.
        if (messengerErrorOf(cause).code !== 'cursor_invalid') throw cause
        await fetchNewest(name, true)
        await fetchNext(name)
      }
    }

    return {
      store: { get: store.get, subscribe: store.subscribe, loadMore: singleFlight(withError(loadMore)) },
      refresh: repeatedFlight(withError(() => fetchNewest(name, false))),
    }
  }

  const listOf = (name: ListName = 'inbox') => {
    const list = lists.get(name) ?? createList(name)
    lists.set(name, list)
    return list
  }

  listOf('inbox')

  const findByHandle = (handle: string) =>
    [...state.get().byUuid.values()].map(({ group }) => group).find((group) => group.handle === handle)

  const fetch = async (uuid: string, isRepeated = false): Promise<OpenGroup> => {
    const unreadCount = () => findGroup(state.get(), uuid)?.unread_count ?? 0
    const before = unreadCount()
    const path = { message_group_uuid: uuid }
    const { body } = await api('GET /api/message_groups/{message_group_uuid}', { path })
    // The response may be older than what was read or received meanwhile. Repeated once, because that may go on and on.
    const isOld = unreadCount() < before || body.created_at < (findGroup(state.get(), uuid)?.created_at ?? '')
    if (isOld && !isRepeated) return fetch(uuid, true)
    const { seen: _, ...group } = body
    dispatch({ type: 'groupLoaded', group })
    return body
  }

  return {
    state,
    unread,
    dispatch,
    find: (uuid) => findGroup(state.get(), uuid),
    findByHandle,
    isListed: (uuid) => {
      const group = findGroup(state.get(), uuid)
      return group !== undefined && group.created_at >= (inboxList()?.downTo ?? '')
    },
    findBegun: async (handle, since) => {
      const { refresh, store } = listOf('inbox')
      await refresh()
      for (let pages = 1; pages < maxPagesToFind; pages++) {
        const { next, downTo = '' } = inboxList() ?? {}
        if (findByHandle(handle) || next === undefined || downTo < since) break
        await store.loadMore()
      }
      return findByHandle(handle)?.uuid ?? null
    },
    list: (name) => listOf(name).store,
    refresh: async () => {
      await Promise.all([...lists.values()].map(({ refresh }) => refresh()))
      await refreshUnread()
    },
    refreshUnread,
    fetch,
  }
}
