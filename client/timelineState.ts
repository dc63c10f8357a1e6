import type { MessengerError } from './errors.ts'
import { isBefore } from './place.ts'
import type { Group, Message, SeenUpTo } from './types.ts'

/*
 * The messages of one conversation that a client holds: a piece of the conversation without gaps. Usually it reaches the
 * newest message; after loading the page around an old message it ends before (`newer`).
 */

export type TimelineState = {
  name: 'empty' | 'loading' | 'loaded'
  messages: readonly Message[]
  /** The link to the page before the first message; undefined at the beginning of the conversation. */
  older: string | undefined
  /** The link to the page after the last message; undefined if the last message is the newest one. */
  newer: string | undefined
  /** The link to what was stored since the last response. */
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
  /** A page of what was stored since the last response. */
  | { type: 'caughtUp'; messages: Message[]; since: string | undefined }
  /** Too much was missed. The link leads on from what is held. */
  | { type: 'gapFound'; newer: string }
  | { type: 'loadFailed'; error: MessengerError }
  | { type: 'seen'; seen: SeenUpTo }
  | { type: 'firstUnread'; uuid: string | undefined }
  | { type: 'typing'; userUuid: string; isTyping: boolean }

export const emptyTimeline: TimelineState = {
  name: 'empty',
  messages: [],
  older: undefined,
  newer: undefined,
  since: undefined,
  error: undefined,
  seen: undefined,
  firstUnread: undefined,
  typing: [],
}

const revisionOf = (message: Message & { revision?: number }): number => message.revision ?? 0

/** The index of the first message that is not before the given one. Most messages are newer than all others. */
const indexOf = (messages: readonly Message[], message: Message): number => {
  const last = messages.at(-1)
  if (!last || isBefore(last, message)) return messages.length
  let [low, high] = [0, messages.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const held = messages[middle]
    if (held && isBefore(held, message)) low = middle + 1
    else high = middle
  }
  return low
}

const merge = (held: readonly Message[], received: readonly Message[]): readonly Message[] => {
  let merged: Message[] | undefined
  for (const message of received) {
    const messages = merged ?? held
    const index = indexOf(messages, message)
    const known = messages[index]?.uuid === message.uuid ? messages[index] : undefined
    if (known && revisionOf(message) <= revisionOf(known)) continue
    merged ??= [...held]
    merged.splice(index, known ? 1 : 0, message)
  }
  return merged ?? held
}

const withMessages = (state: TimelineState, received: Message[]): TimelineState => {
  const messages = merge(state.messages, received)
  return messages === state.messages ? state : { ...state, messages }
}

const isLater = (seen: SeenUpTo, held: SeenUpTo | undefined): boolean =>
  !held || isBefore({ ...held, uuid: held.message_uuid }, { ...seen, uuid: seen.message_uuid })

const withTyping = (state: TimelineState, userUuid: string, isTyping: boolean): TimelineState => {
  if (state.typing.includes(userUuid) === isTyping) return state
  const others = state.typing.filter((uuid) => uuid !== userUuid)
  return { ...state, typing: isTyping ? [...others, userUuid] : others }
}

export const reduceTimeline = (state: TimelineState, event: TimelineEvent): TimelineState => {
  switch (event.type) {
    case 'loadStarted':
      return state.name === 'empty' ? { ...state, name: 'loading' } : state
    case 'pageLoaded': {
      const { older, newer, since } = event
      // Frames that were received while the newest page was on its way are newer than its first message.
      const isNewest = newer === undefined && state.newer === undefined
      const first = event.messages[0]
      const received = state.messages.filter((message) => isNewest && !(first && isBefore(message, first)))
      const messages = merge(received, event.messages)
      return { ...state, name: 'loaded', messages, older, newer, since, error: undefined }
    }
    case 'olderLoaded':
      if (state.older !== event.from) return state
      return { ...withMessages(state, event.messages), older: event.older, error: undefined }
    case 'newerLoaded': {
      if (state.newer !== event.from) return state
      const { newer, since } = event
      return { ...withMessages(state, event.messages), newer, since, error: undefined }
    }
    case 'gapFound':
      return state.newer === undefined ? { ...state, newer: event.newer } : state
    case 'received': {
      const isHeld = state.messages[indexOf(state.messages, event.message)]?.uuid === event.message.uuid
      const [first] = state.messages
      const isBeforeFirst = state.older !== undefined && first !== undefined && isBefore(event.message, first)
      const isGap = state.name === 'empty' || state.newer !== undefined || isBeforeFirst
      return isGap && !isHeld ? state : withMessages(state, [event.message])
    }
    case 'caughtUp': {
      // The request was sent before a page around an old message replaced what was held: this does not follow it.
      if (state.newer !== undefined) return { ...state, error: undefined }
      const { messages, since = state.since } = event
      return { ...withMessages(state, messages), since, error: undefined }
    }
    case 'loadFailed':
      return { ...state, name: state.name === 'loading' ? 'empty' : state.name, error: event.error }
    case 'seen':
      return isLater(event.seen, state.seen) ? { ...state, seen: event.seen } : state
    case 'firstUnread':
      return state.firstUnread === event.uuid ? state : { ...state, firstUnread: event.uuid }
    case 'typing':
      return withTyping(state, event.userUuid, event.isTyping)
  }
}

type Piece = Pick<TimelineState, 'messages' | 'older' | 'newer'>

/** Those that others have written. */
const receivedIn = (messages: readonly Message[], ownUuid: string | undefined) =>
  messages.filter(({ user_uuid }) => user_uuid !== ownUuid)

/** Whether the first unread message is in this piece of the conversation, and what is before it. */
export const holdsFirstUnread = (
  { messages, older, newer }: Piece,
  { last_read_uuid, unread_count }: Group,
  ownUuid: string | undefined,
): boolean => {
  if (older === undefined && (newer === undefined || last_read_uuid === null)) return true
  const isLastReadHeld = messages.slice(0, -1).some(({ uuid }) => uuid === last_read_uuid)
  return isLastReadHeld || (newer === undefined && receivedIn(messages, ownUuid).length > unread_count)
}

/**
 * The first received message that is unread: after the last read one, or else counted from the end. Undefined if it is not in
 * this piece of the conversation.
 */
export const firstUnreadOf = (
  { messages, older, newer }: Piece,
  group: Group | undefined,
  ownUuid: string | undefined,
): string | undefined => {
  if (!group || group.unread_count === 0) return undefined
  const lastRead = messages.findLastIndex(({ uuid }) => uuid === group.last_read_uuid)
  const received = receivedIn(messages.slice(lastRead + 1), ownUuid)
  if (lastRead >= 0) return received[0]?.uuid
  if (newer === undefined) return (received.at(-group.unread_count) ?? received[0])?.uuid
  return group.last_read_uuid === null && older === undefined ? received[0]?.uuid : undefined
}
