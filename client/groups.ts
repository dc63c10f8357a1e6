import { messengerErrorOf } from './errors.ts'
import {
  allGroups,
  type Change,
  findGroup,
  type GroupsEvent,
  type GroupsState,
  groupsOf,
  groupsWith,
  isMutedAt,
  type List,
  newestFirst,
  noGroups,
  reduceGroups,
} from './groupsState.ts'
import { isEqual } from './isEqual.ts'
import type { ServerClock } from './serverClock.ts'
import { repeatedFlight, singleFlight } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type {
  Api,
  Group,
  Inbox,
  InboxStore,
  ListName,
  OpenGroup,
  Platform,
  Store,
  UnreadStatus,
} from './types.ts'

const groupsPerPage = 20
const maxGroupsPerPage = 100
/** After a gap, at most so many pages are fetched to find out what has changed. */
const maxPagesAfterGap = 5
/** A timer cannot be much longer. */
const dayMs = 24 * 60 * 60_000
const maxUnreadAttempts = 3
/** At most so many pages are fetched to find a conversation that began since a time. */
const maxPagesToFind = 25

export type Groups = {
  state: Store<GroupsState>
  unread: Store<UnreadStatus>
  /** All that are held, whatever their list. */
  held: Store<readonly Group[]>
  dispatch: (event: GroupsEvent) => void
  find: (uuid: string | undefined) => Group | undefined
  /** Also as it was stored on the device, until the server has answered. */
  findLastKnown: (uuid: string | undefined) => Group | undefined
  /** The first one for which this is so. */
  findWhere: (isWanted: (group: Group) => boolean) => Group | undefined
  /** The conversation as the server has it: without changes that are under way. */
  stored: (uuid: string | undefined) => Group | undefined
  /** Whether a conversation is in the loaded part of the inbox. */
  isListed: (uuid: string) => boolean
  /** Fetches the inbox down to a time, to find the conversation with a person. Null if none has begun since then. */
  findBegun: (handle: string, since: string) => Promise<string | null>
  /** Looks for the conversation with a person at the top of the lists other than the inbox. */
  lookFor: (handle: string) => Promise<void>
  list: (name?: ListName) => InboxStore
  /** Fetches what has changed in the lists that are in use. */
  refresh: () => Promise<void>
  /** Fetches the number of unread conversations and whether there are requests, unless both are known. */
  refreshUnread: () => Promise<void>
  /** Another number after each beginning and end of a request for the number of unread conversations. */
  unreadFetches: () => number
  stop: () => void
  /** Shows a change of a conversation during the work. */
  showWhile: <Result>(change: Change, work: () => Promise<Result>) => Promise<Result>
  /** Fetches one conversation, with how far the other person has read. */
  fetch: (uuid: string) => Promise<OpenGroup>
}

/** Whether it counts as unread. A muted one does not. */
const isUnread = ({ unread_count, is_marked_unread, muted_until }: Group) =>
  muted_until === null && (unread_count > 0 || is_marked_unread)

type Context = {
  api: Api
  platform: Platform
  clock: ServerClock
  isStarted: () => boolean
  /** False until the first fetch, which includes the lists that are in use. */
  isSynced: () => boolean
  /** The beginning of the inbox as it was stored on the device. It is only shown until the inbox is loaded. */
  lastKnown: readonly Group[]
  onFailure: (error: unknown) => void
}

/** The lists of conversations: requests, and the stores that people see. */
export const createGroups = (context: Context): Groups => {
  const { api, platform, clock, isStarted, isSynced, lastKnown, onFailure } = context
  const state = createStore<GroupsState>(noGroups)
  const unread = createStore<UnreadStatus>({ conversations: 0, hasRequests: false })
  const held = createStore<readonly Group[]>([])
  state.subscribe(() => {
    const groups = allGroups(state.get())
    if (!isEqual(groups, held.get())) held.set(groups)
  })
  const lists = new Map<ListName, { store: InboxStore; refresh: () => Promise<void> }>()
  let muteTimer: unknown

  const listState = (name: ListName): List | undefined => state.get().lists[name]
  /** Those that the server has not sent yet. */
  const onlyStored = () =>
    listState('inbox') ? [] : lastKnown.filter(({ uuid }) => !state.get().byUuid.has(uuid))
  const isComplete = (name: ListName) => {
    const list = listState(name)
    return list !== undefined && list.next === undefined
  }
  const counts = () => ({
    unread: groupsOf(state.get(), 'inbox').filter(isUnread).length,
    requests: groupsWith(state.get(), 'request').length,
  })
  // The server counts among the 100 newest conversations. Here are those that it counted below the pages that are loaded.
  let unreadBelow = 0
  let hasRequests = false
  let unreadFetches = 0

  const updateUnread = () => {
    const { unread: known, requests } = counts()
    setView(unread, {
      conversations: known + (isComplete('inbox') ? 0 : unreadBelow),
      hasRequests: isComplete('request') ? requests > 0 : hasRequests,
    })
  }

  /** Runs when the next mute ends. */
  const setMuteTimer = () => {
    platform.clearTimeout(muteTimer)
    const now = clock.now()
    const muted = [...state.get().byUuid.values()]
      .map(({ group }) => group)
      .filter((group) => isMutedAt(group, now))
    if (muted.length === 0 || !isStarted()) return
    const end = Math.min(...muted.map(({ muted_until }) => Date.parse(muted_until ?? '')))
    const passTime = () => dispatch({ type: 'timePassed', now: clock.now() })
    muteTimer = platform.setTimeout(passTime, Math.min(end - now, dayMs))
  }

  const dispatch = (event: GroupsEvent) => {
    const before = counts()
    const isNew = event.type === 'groupLoaded' && !state.get().byUuid.has(event.group.uuid)
    const next = reduceGroups(state.get(), event)
    state.set(reduceGroups(next, { type: 'timePassed', now: clock.now() }))
    const after = counts()
    if (event.type === 'nextPageLoaded')
      unreadBelow = Math.max(unreadBelow - (after.unread - before.unread), 0)
    if (after.requests > before.requests) hasRequests = true
    updateUnread()
    // Among those that are held; or one that was not held is accepted now.
    const mayBeLastRequest = after.requests === 0 && (before.requests > 0 || (isNew && hasRequests))
    if (mayBeLastRequest) refreshUnread().catch(onFailure)
    setMuteTimer()
  }

  const fetchUnread = async (attempt = 1): Promise<void> => {
    const before = counts()
    unreadFetches += 1
    const { body } = await api('GET /api/unread')
    unreadFetches += 1
    // The response may or may not count what has changed meanwhile.
    if (!isEqual(counts(), before) && attempt < maxUnreadAttempts) return fetchUnread(attempt + 1)
    hasRequests = body.has_requests
    unreadBelow = Math.max(body.conversations - counts().unread, 0)
    updateUnread()
  }

  const refreshUnread = async () => {
    const areRequestsKnown = isComplete('request') || counts().requests > 0 || !hasRequests
    if (!isComplete('inbox') || !areRequestsKnown) await fetchUnread()
  }

  const fetchPage = (name: ListName, limit: number, link?: string) =>
    api('GET /api/message_groups', {
      query: { limit, ...(name === 'inbox' ? {} : { state: name }) },
      ...(link ? { link } : {}),
    })

  /** Fetches all that a list shows again, because any conversation of it may have moved to another list. */
  const fetchNewest = async (name: ListName) => {
    const heldBefore = state.get()
    const size = groupsOf(heldBefore, name).length
    const limit = Math.min(Math.max(size, groupsPerPage), maxGroupsPerPage)
    const groups: Group[] = []
    let next: string | undefined
    let pages = 0
    do {
      const { body, links } = await fetchPage(name, limit, next)
      groups.push(...body)
      next = links.next
      pages += 1
    } while (next && groups.length < size && pages < maxPagesAfterGap)
    dispatch({ type: 'newestLoaded', list: name, groups, next, heldBefore, isCut: groups.length < size })
    // Those that may be on the next page as well as in another list.
    const end = groups.at(-1)?.created_at ?? ''
    const isDoubtful = ({ uuid, created_at }: Group) =>
      created_at >= end && !groups.some((group) => group.uuid === uuid)
    const doubtful = groupsOf(state.get(), name).filter(isDoubtful).slice(0, groupsPerPage)
    await Promise.all(doubtful.map(({ uuid }) => fetch(uuid)))
  }

  const fetchNext = async (name: ListName) => {
    const from = listState(name)?.next
    if (!from) return
    const { body: groups, links } = await fetchPage(name, groupsPerPage, from)
    dispatch({ type: 'nextPageLoaded', list: name, from, groups, next: links.next })
  }

  const createList = (name: ListName) => {
    let error: Inbox['error']
    const view = (): Inbox => {
      const list = listState(name)
      const groups = groupsOf(state.get(), name)
      return {
        groups: name === 'inbox' ? [...groups, ...onlyStored()].sort(newestFirst) : groups,
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
        await fetchNewest(name)
        await fetchNext(name)
      }
    }

    return {
      store: { get: store.get, subscribe: store.subscribe, loadMore: singleFlight(withError(loadMore)) },
      refresh: repeatedFlight(withError(() => fetchNewest(name))),
    }
  }

  const listOf = (name: ListName = 'inbox') => {
    const list = lists.get(name) ?? createList(name)
    lists.set(name, list)
    return list
  }

  listOf('inbox')

  const find = (uuid: string | undefined) => findGroup(state.get(), uuid)

  const findWhere = (isWanted: (group: Group) => boolean) =>
    [...state.get().byUuid.values()].map(({ group }) => group).find(isWanted)

  const request = async (groupUuid: string): Promise<OpenGroup> => {
    try {
      const path = { message_group_uuid: groupUuid }
      return (await api('GET /api/message_groups/{message_group_uuid}', { path })).body
    } catch (error) {
      if (messengerErrorOf(error).code === 'message_group_not_found')
        dispatch({ type: 'groupRemoved', groupUuid })
      throw error
    }
  }

  const fetch = async (uuid: string, isRepeated = false): Promise<OpenGroup> => {
    const unreadCount = () => state.get().byUuid.get(uuid)?.group.unread_count ?? 0
    const before = unreadCount()
    const body = await request(uuid)
    // The response may be older than what was read or received meanwhile. Repeated once, because that may go on and on.
    const isOld = unreadCount() < before || body.created_at < (findGroup(state.get(), uuid)?.created_at ?? '')
    if (isOld && !isRepeated) return fetch(uuid, true)
    const { seen: _, ...group } = body
    dispatch({ type: 'groupLoaded', group })
    return body
  }

  const lookFor = async (handle: string) => {
    const look = async (name: ListName) => {
      const { body } = await fetchPage(name, groupsPerPage)
      const group = body.find((one) => one.handle === handle)
      if (group) dispatch({ type: 'groupLoaded', group })
    }
    await Promise.all((['request', 'archived', 'blocked'] as const).map(look))
  }

  return {
    state,
    unread,
    held,
    dispatch,
    find,
    findLastKnown: (uuid) => find(uuid) ?? onlyStored().find((group) => group.uuid === uuid),
    findWhere,
    stored: (uuid = '') => state.get().byUuid.get(uuid)?.group,
    isListed: (uuid) => {
      const group = findGroup(state.get(), uuid)
      return group?.state === 'inbox' && group.created_at >= (listState('inbox')?.downTo ?? '')
    },
    findBegun: async (handle, since) => {
      const { refresh, store } = listOf('inbox')
      const found = () => findWhere((group) => group.handle === handle)?.uuid
      await refresh()
      for (let pages = 1; pages < maxPagesToFind; pages++) {
        const { next, downTo = '' } = listState('inbox') ?? {}
        if (found() || next === undefined || downTo < since) break
        await store.loadMore()
      }
      if (!found()) await lookFor(handle)
      return found() ?? null
    },
    lookFor,
    list: (name) => {
      const isNew = !lists.has(name ?? 'inbox')
      const { store, refresh } = listOf(name)
      if (isNew && isSynced()) refresh().catch(onFailure)
      return store
    },
    refresh: async () => {
      await Promise.all([...lists.values()].map(({ refresh }) => refresh()))
      await fetchUnread()
    },
    refreshUnread,
    unreadFetches: () => unreadFetches,
    stop: () => platform.clearTimeout(muteTimer),
    showWhile: async (change, work) => {
      dispatch({ type: 'changeBegun', change })
      return work().finally(() => dispatch({ type: 'changeEnded', change }))
    },
    fetch,
  }
}
