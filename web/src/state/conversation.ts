import type { Message, SeenUpTo } from '../types.ts'

/** A message of ours that the server has not taken yet. Its uuid is its idempotency key. */
export type Unsent = Message & { code?: string | undefined }

export type Conversation = {
  /** In the order in which they came. */
  messages: Message[]
  /** In the order in which they were written; those with a code have failed. */
  unsent: Unsent[]
  isLoaded: boolean
  /** Why it could not be had. */
  code: string | undefined
  /** Where the page before the first message is; none when that is the beginning. */
  older: string | undefined
  /** Up to where the other one has read. */
  seen: SeenUpTo | undefined
  /** The first message that was new when somebody came to look. */
  newFrom: string | undefined
  isOtherTyping: boolean
}

export type ConversationEvent =
  | { type: 'pageCame'; messages: Message[]; older: string | undefined }
  | { type: 'messagesCame'; messages: Message[] }
  | { type: 'caughtUp' }
  | { type: 'loadFailed'; code: string }
  | { type: 'written'; message: Message }
  | { type: 'failed'; uuid: string; code: string }
  | { type: 'triedAgain' }
  | { type: 'takenBack'; uuid: string }
  /** The message goes under another key, in the same place of the outbox. */
  | { type: 'keyReplaced'; uuid: string; message: Message }
  | { type: 'seen'; seen: SeenUpTo }
  | { type: 'newFrom'; uuid: string | undefined }
  | { type: 'typing'; isTyping: boolean }

export const emptyConversation: Conversation = {
  messages: [],
  unsent: [],
  isLoaded: false,
  code: undefined,
  older: undefined,
  seen: undefined,
  newFrom: undefined,
  isOtherTyping: false,
}

type Placed = { created_at: string; uuid: string }

/** Places sort as the messages came: by time, and within a millisecond by uuid. */
export const isBefore = (one: Placed, other: Placed): boolean =>
  one.created_at === other.created_at ? one.uuid < other.uuid : one.created_at < other.created_at

const merge = (held: Message[], come: Message[]): Message[] => {
  const known = new Set(held.map(({ uuid }) => uuid))
  const fresh = [...new Map(come.map((message) => [message.uuid, message])).values()].filter(
    ({ uuid }) => !known.has(uuid),
  )
  if (fresh.length === 0) return held
  return [...held, ...fresh].sort((one, other) => (isBefore(one, other) ? -1 : 1))
}

const withMessages = (state: Conversation, come: Message[]): Conversation => {
  const messages = merge(state.messages, come)
  const stored = new Set(come.map(({ uuid }) => uuid))
  const isSent = ({ uuid }: Unsent) => stored.has(uuid)
  const unsent = state.unsent.some(isSent) ? state.unsent.filter((one) => !isSent(one)) : state.unsent
  return messages === state.messages && unsent === state.unsent ? state : { ...state, messages, unsent }
}

const laterSeen = (held: SeenUpTo | undefined, come: SeenUpTo): SeenUpTo =>
  held && isBefore({ ...come, uuid: come.message_uuid }, { ...held, uuid: held.message_uuid }) ? held : come

export const reduceConversation = (state: Conversation, event: ConversationEvent): Conversation => {
  switch (event.type) {
    case 'pageCame':
      return { ...withMessages(state, event.messages), isLoaded: true, code: undefined, older: event.older }
    case 'caughtUp':
      return state.code === undefined ? state : { ...state, code: undefined }
    case 'loadFailed':
      return { ...state, code: event.code }
    case 'messagesCame':
      return withMessages(state, event.messages)
    case 'written': {
      const isKnown = [...state.unsent, ...state.messages].some(({ uuid }) => uuid === event.message.uuid)
      return isKnown ? state : { ...state, unsent: [...state.unsent, event.message], newFrom: undefined }
    }
    case 'failed': {
      const mark = (one: Unsent) => (one.uuid === event.uuid ? { ...one, code: event.code } : one)
      return { ...state, unsent: state.unsent.map(mark) }
    }
    case 'triedAgain':
      return { ...state, unsent: state.unsent.map(({ code: _, ...message }) => message) }
    case 'takenBack':
      return { ...state, unsent: state.unsent.filter(({ uuid }) => uuid !== event.uuid) }
    case 'keyReplaced': {
      const replace = (one: Unsent) => (one.uuid === event.uuid ? event.message : one)
      return { ...state, unsent: state.unsent.map(replace) }
    }
    case 'seen': {
      const seen = laterSeen(state.seen, event.seen)
      return seen === state.seen ? state : { ...state, seen }
    }
    case 'newFrom':
      return { ...state, newFrom: event.uuid }
    case 'typing':
      return state.isOtherTyping === event.isTyping ? state : { ...state, isOtherTyping: event.isTyping }
  }
}

/** The last of one's own messages, and whether the other one has read it: they have, if they wrote after it. */
export const lastOwn = ({ messages, seen }: Conversation, userUuid: string) => {
  const message = messages.findLast(({ user_uuid }) => user_uuid === userUuid)
  if (!message) return undefined
  const isAnswered = message !== messages.at(-1)
  const isSeen =
    isAnswered || (seen !== undefined && !isBefore({ ...seen, uuid: seen.message_uuid }, message))
  return { uuid: message.uuid, isSeen }
}

/** Of a conversation's last messages, so many are unread: the first of them, or of those that we hold. */
export const firstUnread = (messages: Message[], unreadCount: number): string | undefined =>
  unreadCount > 0 ? (messages.at(-unreadCount) ?? messages[0])?.uuid : undefined
