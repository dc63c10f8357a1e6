import { messengerErrorOf } from './errors.ts'
import type { Groups } from './groups.ts'
import type { ServerClock } from './serverClock.ts'
import { repeatedFlight, singleFlight } from './singleFlight.ts'
import { createStore } from './store.ts'
import {
  emptyTimeline,
  firstUnreadOf,
  holdUnread,
  reduceTimeline,
  type TimelineEvent,
  type TimelineState,
} from './timelineState.ts'
import type { Activity, Api, LoadTarget, Message, OpenGroup, Profile } from './types.ts'

const pageSize = 50
/** After a longer absence, the newest page is loaded instead of everything that was missed. */
const maxPagesToCatchUp = 5
/** At most so many pages are loaded at once to reach the first unread message. */
const maxPagesToFirstUnread = 3

export type TimelineContext = {
  api: Api
  clock: ServerClock
  groups: Groups
  activity: Activity
  me: () => Profile | undefined
  onFailure: (error: unknown) => void
}

/** Loads the messages of one conversation. `uuid` is undefined until the conversation has begun. */
export const createTimeline = (
  { api, clock, groups, activity, me, onFailure }: TimelineContext,
  uuid: () => string | undefined,
) => {
  const state = createStore<TimelineState>(emptyTimeline)
  const dispatch = (event: TimelineEvent) => state.set(reduceTimeline(state.get(), event))

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

  const fetchNewest = async () => {
    dispatch({ type: 'loadStarted' })
    const [page, group] = await Promise.all([fetchPage({ query: { limit: pageSize } }), fetchGroup()])
    let messages = page.body
    let older = page.links.next
    for (let pages = 1; pages < maxPagesToFirstUnread; pages++) {
      if (!older || holdUnread(messages, group, me()?.uuid)) break
      const previous = await fetchPage({ link: older })
      messages = [...previous.body, ...messages]
      older = previous.links.next
    }
    // Before the messages, because they count as read as soon as somebody sees them.
    dispatch({ type: 'firstUnread', uuid: firstUnreadOf(messages, group, me()?.uuid) })
    dispatch({ type: 'pageLoaded', messages, older, newer: undefined, since: page.links.since })
  }

  const fetchOlder = async () => {
    const { older: from } = state.get()
    if (!from) return
    const { body: messages, links } = await fetchPage({ link: from })
    dispatch({ type: 'olderLoaded', from, messages, older: links.next })
  }

  const fetchNewer = async () => {
    const { newer: from } = state.get()
    if (!from) return
    const { body: messages, links } = await fetchPage({ link: from })
    dispatch({ type: 'newerLoaded', from, messages, newer: links.next, since: links.since })
    if (!links.next) await fetchMissed() // frames were not kept until now
  }

  const fetchAround = async (around: string) => {
    dispatch({ type: 'loadStarted' })
    const { body: messages, links } = await fetchPage({ query: { limit: pageSize, around } })
    const { prev: older, next: newer, since } = links
    dispatch({ type: 'pageLoaded', messages, older, newer, since })
    if (!newer) await fetchMissed()
  }

  /** While nobody looks, the first message of somebody else is the first unread one. */
  const markUnread = (messages: readonly Message[]) => {
    const { name, firstUnread, messages: held } = state.get()
    if (name !== 'loaded' || firstUnread || activity.isFocused()) return
    const isNew = ({ user_uuid, uuid }: Message) =>
      user_uuid !== me()?.uuid && !held.some((message) => message.uuid === uuid)
    dispatch({ type: 'firstUnread', uuid: messages.find(isNew)?.uuid })
  }

  const fetchMissed = async () => {
    const { since, newer } = state.get()
    if (newer) return // there is a gap already, which is filled by loading on
    let link = since
    for (let pages = 0; link && pages < maxPagesToCatchUp; pages++) {
      const { body: messages, links }: Awaited<ReturnType<typeof fetchPage>> = await fetchPage({ link })
      markUnread(messages)
      dispatch({ type: 'caughtUp', messages, since: links.since })
      if (!links.next) return
      link = links.next
    }
    await fetchNewest()
  }

  const fetchMissedOrNewest = async () => {
    try {
      await fetchMissed()
    } catch (error) {
      if (!['cursor_invalid', 'since_too_old'].includes(messengerErrorOf(error).code)) throw error
      await fetchNewest()
    }
  }

  const withError = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      dispatch({ type: 'loadFailed', error: messengerErrorOf(error) })
      throw error
    }
  }

  const catchUp = repeatedFlight(() =>
    withError(async () => {
      if (state.get().name === 'loaded') await Promise.all([fetchMissedOrNewest(), fetchGroup()])
      else await fetchNewest()
    }),
  )
  const loadOlder = singleFlight(() => withError(fetchOlder))
  const loadNewer = singleFlight(() => withError(fetchNewer))
  const loadNewest = singleFlight(() =>
    withError(async () => {
      await fetchNewest()
      await fetchMissedOrNewest()
    }),
  )

  return {
    state,
    dispatch,
    catchUp,

    /** The person opens the conversation: what is unread now is marked, and what was missed is fetched. */
    open: async () => {
      const groupAtOpening = groups.find(uuid())
      const mark = () => {
        const { messages } = state.get()
        dispatch({ type: 'firstUnread', uuid: firstUnreadOf(messages, groupAtOpening, me()?.uuid) })
      }
      const isLoaded = state.get().name === 'loaded'
      if (isLoaded) mark()
      await catchUp()
      if (isLoaded) mark()
    },

    load: (target: LoadTarget): Promise<void> => {
      if (!uuid()) return Promise.resolve()
      if (target === 'older') return loadOlder()
      if (target === 'newer') return loadNewer()
      if (target !== 'newest') return withError(() => fetchAround(target.around))
      const { name, newer } = state.get()
      return name === 'loaded' && !newer ? catchUp() : loadNewest()
    },

    messageReceived: (message: Message) => {
      clock.receivedMessage(message.created_at)
      markUnread([message])
      dispatch({ type: 'received', message })
    },

    /** Whether the conversation does not exist for the user: asking again does not help. */
    isNotFound: () => state.get().error?.code === 'message_group_not_found',

    /** Fetches how far the other person has read. */
    fetchGroup: () => fetchGroup().then(undefined, onFailure),
  }
}

export type Timeline = ReturnType<typeof createTimeline>
