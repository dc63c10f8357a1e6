import type { MessengerError } from './errors.ts'
import { deletedIn, type KnownMessages, merge, remember, rememberQuoted } from './mergeMessages.ts'
import { isBefore } from './place.ts'
import type { Message, SeenUpTo } from './types.ts'

/*
 * The messages of one conversation that a client holds: a piece of the conversation without gaps. Usually it reaches the
 * newest message; after loading the page around an old message it ends before (`newer`).
 */

export type TimelineState = {
  name: 'empty' | 'loading' | 'loaded'
  messages: readonly Message[]
  /** The newest known revisions of messages that are not held: quotes, and what a late response could bring back. */
  known: KnownMessages
  /** The link to the page before the first message; undefined at the beginning of the conversation. */
  older: string | undefined
  /** The link to the page after the last message; undefined if the last message is the newest one. */
  newer: string | undefined
  /** The link to what was stored or changed since the last response. */
  since: string | undefined
  error: MessengerError | undefined
  seen: SeenUpTo | undefined
  firstUnread: string | undefined
  typing: readonly string[]
}

export type PageLinks = Pick<TimelineState, 'older' | 'newer' | 'since'>

export type TimelineEvent =
  | { type: 'loadStarted' }
  /** The newest page or the page around a message. It replaces what is held, except for frames received meanwhile. */
  | ({ type: 'pageLoaded'; messages: Message[] } & PageLinks)
  /** The page that the link `from` leads to. */
  | { type: 'olderLoaded'; from: string; messages: Message[]; older: string | undefined }
  | {
      type: 'newerLoaded'
      from: string
      messages: Message[]
      newer: string | undefined
      since: string | undefined
    }
  /** By a frame or the response to a send. */
  | { type: 'received'; message: Message }
  /** A page of what was stored or changed since the last response. */
  | { type: 'caughtUp'; messages: Message[]; since: string | undefined }
  /** A quoted message that is not held; undefined if it does not exist. */
  | { type: 'quoteLoaded'; uuid: string; message: Message | undefined }
  /** Too much was missed. The link leads on from what is held. */
  | { type: 'gapFound'; newer: string }
  | { type: 'loadFailed'; error: MessengerError }
  | { type: 'seen'; seen: SeenUpTo }
  | { type: 'firstUnread'; uuid: string | undefined }
  | { type: 'typing'; userUuid: string; isTyping: boolean }

export const emptyTimeline: TimelineState = {
  name: 'empty',
  messages: [],
  known: new Map(),
  older: undefined,
  newer: undefined,
  since: undefined,
  error: undefined,
  seen: undefined,
  firstUnread: undefined,
  typing: [],
}

/** Whether a message that is not held belongs to the held piece. */
const isInRange = ({ name, messages, older, newer }: TimelineState, message: Message): boolean => {
  const [first, last] = [messages[0], messages.at(-1)]
  if (name === 'empty') return false
  if (older !== undefined && first && isBefore(message, first)) return false
  return newer === undefined || (last !== undefined && !isBefore(last, message))
}

/** Keeps those that belong to the held piece, and remembers the changes of the others. */
const withMessages = (state: TimelineState, received: readonly Message[]): TimelineState => {
  const messages = merge(
    state.messages,
    received.filter((message) => isInRange(state, message)),
    state.known,
  )
  const known = remember(
    state.known,
    received.filter((message) => !isInRange(state, message)),
  )
  return messages === state.messages && known === state.known ? state : { ...state, messages, known }
}

/** A page in place of what is held, except for frames received meanwhile. */
const withPage = (state: TimelineState, event: TimelineEvent & { type: 'pageLoaded' }): TimelineState => {
  const { older, newer, since } = event
  // Frames that were received while the newest page was on its way are newer than its first message.
  const isNewest = newer === undefined && state.newer === undefined
  const first = event.messages[0]
  const isKept = (message: Message) => isNewest && !(first && isBefore(message, first))
  // What is not kept may be on this page in an older revision.
  const messages = merge(state.messages.filter(isKept), event.messages, remember(state.known, state.messages))
  const deleted = state.messages.filter(({ deleted_at }) => deleted_at !== undefined)
  const known = remember(state.known, deleted)
  return { ...state, name: 'loaded', messages, known, older, newer, since, error: undefined }
}

const isLater = (seen: SeenUpTo, held: SeenUpTo | undefined): boolean =>
  !held || isBefore({ ...held, uuid: held.message_uuid }, { ...seen, uuid: seen.message_uuid })

const withTyping = (state: TimelineState, userUuid: string, isTyping: boolean): TimelineState => {
  if (state.typing.includes(userUuid) === isTyping) return state
  const others = state.typing.filter((uuid) => uuid !== userUuid)
  return { ...state, typing: isTyping ? [...others, userUuid] : others }
}

/** Whether the user has joined: the server does not return what was sent before that. */
export const isJoiningOf =
  (ownUuid: string | undefined) =>
  ({ event }: Message): boolean =>
    event?.type === 'joined' && event.user_uuid === ownUuid

/** Without what was sent before the user was in the group again. */
export const withoutEarlierStay = (state: TimelineState, ownUuid: string | undefined): TimelineState => {
  const joined = state.messages.findLastIndex(isJoiningOf(ownUuid))
  if (joined <= 0) return state
  return { ...state, messages: state.messages.slice(joined), known: new Map(), older: undefined }
}

export const reduceTimeline = (state: TimelineState, event: TimelineEvent): TimelineState => {
  switch (event.type) {
    case 'loadStarted':
      return {
        ...state,
        name: state.name === 'empty' ? 'loading' : state.name,
        known: deletedIn(state.known),
      }
    case 'pageLoaded':
      return withPage(state, event)
    case 'olderLoaded':
      if (state.older !== event.from) return state
      return {
        ...state,
        messages: merge(state.messages, event.messages, state.known),
        older: event.older,
        error: undefined,
      }
    case 'newerLoaded': {
      if (state.newer !== event.from) return state
      const { newer, since } = event
      // Messages before the held piece are here because they were changed.
      return {
        ...withMessages({ ...state, newer: undefined }, event.messages),
        newer,
        since,
        error: undefined,
      }
    }
    case 'gapFound':
      return state.newer === undefined ? { ...state, newer: event.newer } : state
    case 'received':
      return withMessages(state, [event.message])
    case 'caughtUp': {
      // Before a gap, only what was changed belongs to the held piece: the link still leads to what follows it.
      const since = state.newer === undefined ? (event.since ?? state.since) : state.since
      return { ...withMessages(state, event.messages), since, error: undefined }
    }
    case 'quoteLoaded':
      return { ...state, known: rememberQuoted(state.known, event.uuid, event.message) }
    case 'loadFailed':
      // The user has left the group, or was removed.
      if (event.error.code === 'message_group_not_found') return { ...emptyTimeline, error: event.error }
      return { ...state, name: state.name === 'loading' ? 'empty' : state.name, error: event.error }
    case 'seen':
      return isLater(event.seen, state.seen) ? { ...state, seen: event.seen } : state
    case 'firstUnread':
      return state.firstUnread === event.uuid ? state : { ...state, firstUnread: event.uuid }
    case 'typing':
      return withTyping(state, event.userUuid, event.isTyping)
  }
}
