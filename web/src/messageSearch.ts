import { isBefore } from '../../client/place.ts'
import type { Message } from '../../client/types.ts'
import { foldText, wordsOf } from '../../src/domain/foldText.ts'

/* The messages that a search in a conversation has found, newest first. */

export type MessageSearch = {
  query: string
  words: readonly string[]
  messages: readonly Message[]
  /** Leads to older messages. */
  next: string | undefined
  isSearching: boolean
  /** Many messages were searched without a result: it goes on when it is asked to. */
  isPaused: boolean
  /** Why the last request failed. */
  code: string
}

export const noSearch: MessageSearch = {
  query: '',
  words: [],
  messages: [],
  next: undefined,
  isSearching: false,
  isPaused: false,
  code: '',
}

export type SearchEvent =
  | { type: 'asked'; query: string }
  | { type: 'started' }
  | { type: 'pageLoaded'; messages: readonly Message[]; next: string | undefined; isFirst: boolean }
  | { type: 'ended'; isPaused: boolean }
  | { type: 'failed'; code: string }
  /** A message of the conversation that is new, or was changed. */
  | { type: 'received'; message: Message }

/** The words that a query consists of, folded as the server folds them. */
export const wordsIn = wordsOf

/** Whether the server finds the message. It does not find deleted ones. */
export const isFound = ({ message, deleted_at }: Message, words: readonly string[]): boolean => {
  const text = foldText(message)
  return deleted_at === undefined && words.length > 0 && words.every((word) => text.includes(word))
}

/** Each message once, as of its highest revision, newest first. */
const merged = (held: readonly Message[], added: readonly Message[]): Message[] => {
  const byUuid = new Map(held.map((message) => [message.uuid, message]))
  for (const message of added) {
    const { revision = -1 } = byUuid.get(message.uuid) ?? {}
    if (message.revision >= revision) byUuid.set(message.uuid, message)
  }
  return [...byUuid.values()].sort((one, other) => (isBefore(one, other) ? 1 : -1))
}

const received = (search: MessageSearch, message: Message): MessageSearch => {
  const { messages, words, next } = search
  const held = messages.find(({ uuid }) => uuid === message.uuid)
  const last = messages.at(-1)
  // An older one is on a page that is not loaded yet.
  const isInRange = next === undefined || (last !== undefined && isBefore(last, message))
  if (held ? message.revision < held.revision : !isInRange || !isFound(message, words)) return search
  return { ...search, messages: merged(messages, [message]).filter((one) => isFound(one, words)) }
}

export const reduceSearch = (search: MessageSearch, event: SearchEvent): MessageSearch => {
  switch (event.type) {
    case 'asked': {
      const { query } = event
      const words = wordsIn(query)
      // What is found already and matches stays on the screen until the response arrives.
      return {
        ...noSearch,
        query,
        words,
        messages: search.messages.filter((message) => isFound(message, words)),
      }
    }
    case 'started':
      return { ...search, isSearching: true, isPaused: false, code: '' }
    case 'pageLoaded': {
      const { messages, next, isFirst } = event
      return { ...search, messages: merged(isFirst ? [] : search.messages, messages), next }
    }
    case 'ended':
      return { ...search, isSearching: false, isPaused: event.isPaused && search.next !== undefined }
    case 'failed':
      return { ...search, isSearching: false, code: event.code }
    case 'received':
      return received(search, event.message)
  }
}

/** The results as the open conversation shows them: with changes of the user that the server has not made yet. */
export const shownResults = (
  { messages, words }: Pick<MessageSearch, 'messages' | 'words'>,
  held: readonly Message[],
): Message[] => {
  const byUuid = new Map(held.map((message) => [message.uuid, message]))
  return messages
    .map((message) => {
      const current = byUuid.get(message.uuid)
      return current && current.revision >= message.revision ? current : message
    })
    .filter((message) => isFound(message, words))
}
