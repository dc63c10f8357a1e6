import { MessengerError, messengerErrorOf } from './errors.ts'
import { canBeUnread, firstUnreadOf, holdsFirstUnread, withFirstUnread } from './firstUnread.ts'
import type { Groups } from './groups.ts'
import { isBefore } from './place.ts'
import type { ServerClock } from './serverClock.ts'
import { repeatedFlight, singleFlight } from './singleFlight.ts'
import { createStore } from './store.ts'
import {
  emptyTimeline,
  isJoiningOf,
  type PageLinks,
  reduceTimeline,
  type TimelineEvent,
  type TimelineState,
  withoutEarlierStay,
} from './timelineState.ts'
import type { Activity, Api, Group, LoadTarget, Message, OpenGroup, OpenOptions, Profile } from './types.ts'

const pageSize = 50
/** After a longer absence, the newest page is loaded instead of everything that was missed. */
const maxPagesToCatchUp = 5
/** A uuid without a message leads to the time that it contains: this one to the beginning of the conversation. */
const beginning = '00000000-0000-7000-8000-000000000000'

export type TimelineContext = {
  api: Api
  clock: ServerClock
  groups: Groups
  activity: Activity
  me: () => Profile | undefined
  onFailure: (error: unknown) => void
}

type Conversation = {
  /** Undefined until the conversation has begun. */
  uuid: () => string | undefined
  opensAt: () => OpenOptions['at']
}

type Piece = Pick<TimelineState, 'messages'> & PageLinks

/** Whether the unread messages do not fit on the newest page. */
const isLong = (group: Group | undefined): group is Group =>
  group !== undefined && group.unread_count >= pageSize

/** Loads the messages of one conversation. */
export const createTimeline = (
  { api, clock, groups, activity, me, onFailure }: TimelineContext,
  { uuid, opensAt }: Conversation,
) => {
  const state = createStore<TimelineState>(emptyTimeline)
  let isNewestWanted = false // in place of older pages
  const dispatch = (event: TimelineEvent) =>
    state.set(withFirstUnread(withoutEarlierStay(reduceTimeline(state.get(), event), me()?.uuid), me()?.uuid))

  const fetchPage = async (request: { link: string } | { query: { limit: number; around?: string } }) => {
    const path = { message_group_uuid: uuid() ?? '' }
    const page = await api('GET /api/messages/{message_group_uuid}', { path, ...request })
    const newest = page.body.at(-1)
    if (newest) clock.receivedMessage(newest.created_at)
    return page
  }

  const fetchGroup = async (): Promise<OpenGroup> => {
    const group = await groups.fetch(uuid() ?? '')
    if (group.seen) dispatch({ type: 'seen', seen: group.seen })
    return group
  }

  const newestPage = async (): Promise<Piece> => {
    const { body: messages, links } = await fetchPage({ query: { limit: pageSize } })
    return { messages, older: links.next, newer: undefined, since: links.since }
  }

  /** Undefined if the server does not know the place. */
  const pageAround = async (around: string): Promise<Piece | undefined> => {
    try {
      const { body: messages, links } = await fetchPage({ query: { limit: pageSize, around } })
      // The link `since` leads to newer messages, too, and to what was changed meanwhile.
      return { messages, older: links.prev, newer: links.next && links.since, since: links.since }
    } catch (error) {
      if (messengerErrorOf(error).code !== 'cursor_invalid') throw error
      return undefined
    }
  }

  const pageAtFirstUnread = async ({ last_read_uuid }: Group): Promise<Piece> =>
    (await pageAround(last_read_uuid ?? beginning)) ?? newestPage()

  const show = (piece: Piece) => dispatch({ type: 'pageLoaded', ...piece, messages: [...piece.messages] })

  // Before the messages, because they count as read as soon as somebody sees them.
  const showFirst = (piece: Piece, group: Group) => {
    dispatch({ type: 'firstUnread', uuid: firstUnreadOf(piece, group, me()?.uuid) })
    show(piece)
  }

  /** Loads a conversation of which nothing is held yet, or loads it anew. */
  const fetchFirst = async () => {
    dispatch({ type: 'loadStarted' })
    const isAtFirstUnread = opensAt() === 'firstUnread'
    const known = groups.find(uuid())
    const isExpected = isAtFirstUnread && isLong(known)
    const [page, group] = await Promise.all([
      isExpected ? pageAtFirstUnread(known) : newestPage(),
      fetchGroup(),
    ])
    // The list may have been older than the conversation.
    if (group.unread_count === 0) showFirst(page.newer ? await newestPage() : page, group)
    else if (!isAtFirstUnread || holdsFirstUnread(page, group, me()?.uuid)) showFirst(page, group)
    else showFirst(await pageAtFirstUnread(group), group)
  }

  const fetchNewest = async () => {
    const isFirst = state.get().name !== 'loaded'
    dispatch({ type: 'loadStarted' })
    const [page, group] = await Promise.all([newestPage(), fetchGroup()])
    isNewestWanted = false
    if (isFirst) showFirst(page, group)
    else show(page)
  }

  const fetchOlder = async () => {
    const { older: from } = state.get()
    if (!from) return
    const { body: messages, links } = await fetchPage({ link: from })
    dispatch({ type: 'olderLoaded', from, messages, older: links.next })
  }

  const fetchNewer = async () => {
    const newest = state.get().messages.at(-1)
    for (let pages = 0; pages < maxPagesToCatchUp; pages++) {
      const { newer: from } = state.get()
      if (!from) return
      const { body: messages, links } = await fetchPage({ link: from })
      dispatch({ type: 'newerLoaded', from, messages, newer: links.next, since: links.since })
      if (!links.next) return fetchMissed() // frames were not kept until now
      if (state.get().messages.at(-1) !== newest) return // else these were changes only
    }
  }

  const isHeld = (messageUuid: string) => state.get().messages.some((message) => message.uuid === messageUuid)

  /** Returns whether the message exists. Else a conversation of which nothing is held is loaded as usual. */
  const fetchAround = async (around: string): Promise<boolean> => {
    const isFirst = state.get().name !== 'loaded'
    dispatch({ type: 'loadStarted' })
    const [page, group] = await Promise.all([pageAround(around), isFirst ? fetchGroup() : undefined])
    if (!page?.messages.some((message) => message.uuid === around)) {
      if (isFirst) await fetchFirst()
      return false
    }
    if (group) showFirst(page, group)
    else show(page)
    if (!isFirst && !page.newer) await fetchMissed() // frames were perhaps not kept until now
    return true
  }

  /** While nobody looks, the first message of somebody else is the first unread one. */
  const markUnread = (messages: readonly Message[]) => {
    const { name, firstUnread, messages: held } = state.get()
    if (name !== 'loaded' || firstUnread || activity.isFocused()) return
    const isNew = (message: Message) =>
      message.user_uuid !== me()?.uuid &&
      canBeUnread(message) &&
      !(held[0] && isBefore(message, held[0])) && // one that was changed
      !held.some(({ uuid }) => uuid === message.uuid)
    dispatch({ type: 'firstUnread', uuid: messages.find(isNew)?.uuid })
  }

  const fetchMissed = async () => {
    const { since, newer, messages: held } = state.get()
    const last = held.at(-1)
    if (newer && isNewestWanted) return fetchNewest()
    // The changes of what is held come first.
    const isBeyond = (message: Message) => !last || isBefore(last, message)
    let areChangesRead = false
    let link = since
    for (let pages = 0; link && pages < maxPagesToCatchUp; pages++) {
      const { body: messages, links }: Awaited<ReturnType<typeof fetchPage>> = await fetchPage({ link })
      if (newer && messages.some(isJoiningOf(me()?.uuid))) break // what is held is of an earlier stay
      if (!newer) markUnread(messages)
      dispatch({ type: 'caughtUp', messages, since: links.since })
      areChangesRead ||= messages.some(isBeyond)
      if (!links.next || (newer && areChangesRead)) return // the gap is filled by loading on
      link = links.next
    }
    // Who reads on from the first unread message stays there, and loads on.
    if (link && !newer && areChangesRead && opensAt() === 'firstUnread')
      dispatch({ type: 'gapFound', newer: link })
    else await fetchFirst()
  }

  /** Loads anew what the server no longer knows how to continue. */
  const orAnew = (work: () => Promise<void>) => async () => {
    try {
      await work()
    } catch (error) {
      if (!['cursor_invalid', 'since_too_old'].includes(messengerErrorOf(error).code)) throw error
      await fetchFirst()
    }
  }
  const fetchMissedOrAnew = orAnew(fetchMissed)

  const withError = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      dispatch({ type: 'loadFailed', error: messengerErrorOf(error) })
      throw error
    }
  }

  /** The load around a message that is under way. */
  let search: { around: string; isFound: Promise<boolean> } | undefined

  const loadAround = async (around: string): Promise<void> => {
    if (isHeld(around)) return
    if (search?.around !== around) search = { around, isFound: withError(() => fetchAround(around)) }
    const running = search
    const isFound = await running.isFound.finally(() => {
      if (search === running) search = undefined
    })
    if (!isFound) throw new MessengerError('message_not_found', { status: 404 })
  }

  const catchUp = repeatedFlight(() =>
    withError(async () => {
      const isLoaded = () => state.get().name === 'loaded'
      if (!isLoaded() && search) {
        await search.isFound.catch(messengerErrorOf) // it is in the state as well
        if (isLoaded()) return
      }
      if (isLoaded()) await Promise.all([fetchMissedOrAnew(), fetchGroup()])
      else await fetchFirst()
    }),
  )
  const loadOlder = singleFlight(() => withError(fetchOlder))
  const loadNewer = singleFlight(() => withError(orAnew(fetchNewer)))
  const loadNewest = singleFlight(() =>
    withError(async () => {
      isNewestWanted = true
      await fetchNewest()
      await fetchMissedOrAnew()
    }),
  )

  return {
    state,
    dispatch,
    catchUp,

    /** The person opens the conversation: what is unread now is marked, and what was missed is fetched. */
    open: async () => {
      const { name, newer } = state.get()
      const groupAtOpening = groups.find(uuid())
      const mark = () =>
        dispatch({ type: 'firstUnread', uuid: firstUnreadOf(state.get(), groupAtOpening, me()?.uuid) })
      if (name === 'loaded') mark()
      await catchUp()
      if (name !== 'loaded') return
      if (groupAtOpening?.unread_count) mark()
      // Too much was missed, and has been read elsewhere.
      else if (!newer && state.get().newer && groups.find(uuid())?.unread_count === 0) await loadNewest()
    },

    load: (target: LoadTarget): Promise<void> => {
      if (!uuid()) return Promise.resolve()
      if (target === 'older') return loadOlder()
      if (target === 'newer') return loadNewer()
      isNewestWanted = false
      if (target !== 'newest') return loadAround(target.around)
      const { name, newer } = state.get()
      return name === 'loaded' && !newer ? catchUp() : loadNewest()
    },

    messageReceived: (message: Message) => {
      clock.receivedMessage(message.created_at)
      markUnread([message])
      dispatch({ type: 'received', message })
      const isEarlierStay = state.get().newer !== undefined && isJoiningOf(me()?.uuid)(message)
      if (isEarlierStay) catchUp().catch(onFailure)
    },

    /** Whether the conversation does not exist for the user: asking again does not help. */
    isNotFound: () => state.get().error?.code === 'message_group_not_found',

    /** Fetches how far the other person has read. */
    fetchGroup: () => fetchGroup().then(undefined, onFailure),
  }
}

export type Timeline = ReturnType<typeof createTimeline>
