import { getGroup, getMe, listGroups, listMessages, listMessagesSince } from './api.ts'
import { serverClock } from './clock.ts'
import { dropUnsent, readUnsent } from './kept.ts'
import { codeOf, RequestError } from './requestError.ts'
import {
  type ConversationEvent,
  emptyConversation,
  firstUnread,
  reduceConversation,
} from './state/conversation.ts'
import { emptyInbox, reduceInbox } from './state/inbox.ts'
import { createStore } from './store.ts'
import type { Group, Message, ProfileView } from './types.ts'

/*
 * What this tab knows of one person's messages, and how it comes to know more. A conversation that has not begun yet is
 * known by `@` and the other's handle, every other by its uuid.
 */

export const isBegun = (id: string): boolean => !id.startsWith('@')

export const me = createStore(
  (_: ProfileView | undefined, profile: ProfileView | undefined) => profile,
  undefined,
)
export const inbox = createStore(reduceInbox, emptyInbox)

const createConversation = (id: string) => {
  const store = createStore(reduceConversation, { ...emptyConversation, isLoaded: !isBegun(id) })
  for (const message of readUnsent(id)) store.send({ type: 'written', message })
  return store
}

const conversations = new Map<string, ReturnType<typeof createConversation>>()

export const conversationOf = (id: string) => {
  const store = conversations.get(id) ?? createConversation(id)
  conversations.set(id, store)
  return store
}

export const knownIds = (): string[] => [...conversations.keys()]

export const groupOf = (groupUuid: string): Group | undefined =>
  inbox.get().groups.find(({ uuid }) => uuid === groupUuid)

/** The list knows of a message in it that is not here yet. */
export const isBehind = (groupUuid: string): boolean => {
  const newest = conversationOf(groupUuid).get().messages.at(-1)
  return (groupOf(groupUuid)?.created_at ?? '') > (newest?.created_at ?? '')
}

const hear = (messages: Message[]) => {
  const newest = messages.at(-1)
  if (newest) serverClock.heard(newest.created_at)
}

export const tellConversation = (groupUuid: string, event: ConversationEvent) => {
  if (event.type === 'pageCame' || event.type === 'messagesCame') hear(event.messages)
  const conversation = conversationOf(groupUuid)
  const before = conversation.get().unsent
  conversation.send(event)
  // A message whose answer was lost comes with the others: it is sent.
  if (event.type !== 'pageCame' && event.type !== 'messagesCame') return
  const { unsent } = conversation.get()
  for (const one of before) if (!unsent.includes(one)) dropUnsent(groupUuid, one.uuid)
}

export const learnMe = async () => me.send(await getMe())

/** The newest page of the list; after a gap, as many as have changed meanwhile. */
const refreshInbox = async () => {
  try {
    let page = await listGroups()
    const { isLoaded, groups } = inbox.get()
    const held = new Map(groups.map(({ uuid, created_at }) => [uuid, created_at]))
    const isAllNews = (groups: Group[]) =>
      groups.every(({ uuid, created_at }) => held.get(uuid) !== created_at)
    inbox.send({ type: 'firstPageCame', groups: page.body, next: page.next })
    // The open conversation may be here before the list.
    while (isLoaded && held.size > 0 && page.next && isAllNews(page.body)) {
      page = await listGroups(page.next)
      inbox.send({ type: 'firstPageCame', groups: page.body, next: page.next })
    }
  } catch (error) {
    inbox.send({ type: 'failed', code: codeOf(error) })
    throw error
  }
}

const loadNextPage = async () => {
  const { next: from } = inbox.get()
  if (!from) return
  const { body: groups, next } = await listGroups(from)
  inbox.send({ type: 'nextPageCame', from, groups, next })
}

const beginAnew = async () => {
  const { body: groups, next } = await listGroups()
  inbox.send({ type: 'begunAnew', groups, next })
}

const loadMore = async () => {
  try {
    await loadNextPage().catch(async (error) => {
      // A cursor expires: this tab has been open for days.
      if (codeOf(error) !== 'cursor_invalid') throw error
      await beginAnew()
      await loadNextPage()
    })
  } catch (error) {
    inbox.send({ type: 'failed', code: codeOf(error) })
  }
}

let loadingMore: Promise<void> | undefined

/** Fetches the next page of the list, one at a time. */
export const loadMoreGroups = (): Promise<void> => {
  loadingMore ??= loadMore().finally(() => {
    loadingMore = undefined
  })
  return loadingMore
}

const wasRead = (before: Group | undefined, now: Group | undefined): boolean =>
  (now?.unread_count ?? 0) < (before?.unread_count ?? 0)

/** With whom it is, what is unread in it, and how far the other one has read. */
export const refreshGroup = async (groupUuid: string, isRepeated = false): Promise<void> => {
  const before = groupOf(groupUuid)
  const { seen, ...group } = await getGroup(groupUuid)
  if (seen) tellConversation(groupUuid, { type: 'seen', seen })
  // The response may still count what was read meanwhile. Asked twice at most, for somebody may read on and on.
  if (!isRepeated && wasRead(before, groupOf(groupUuid))) return refreshGroup(groupUuid, true)
  inbox.send({ type: 'groupCame', group })
}

// A message of our own may come before those of others that were written earlier: it is no place to go on from.
const askedUpTo = new Map<string, string>()

const hold = (groupUuid: string, messages: Message[]) => {
  const newest = messages.at(-1)
  if (newest) askedUpTo.set(groupUuid, newest.uuid)
}

const loadNewest = async (groupUuid: string) => {
  let [{ body, next }] = await Promise.all([listMessages(groupUuid), refreshGroup(groupUuid)])
  const unread = groupOf(groupUuid)?.unread_count ?? 0
  // As many pages as hold all that is unread: two, for the server counts up to 100.
  while (next && body.length < unread) {
    const older = await listMessages(groupUuid, next)
    body = [...older.body, ...body]
    next = older.next
  }
  // Before the messages: as soon as they are shown, they are read, and nothing is unread.
  const uuid = firstUnread(body, unread)
  tellConversation(groupUuid, { type: 'newFrom', uuid })
  tellConversation(groupUuid, { type: 'pageCame', messages: body, older: next })
  hold(groupUuid, body)
}

/** Brings what may have come since we last looked. */
const catchUp = async (groupUuid: string) => {
  const uuid = askedUpTo.get(groupUuid)
  if (!uuid) return loadNewest(groupUuid)
  for await (const messages of listMessagesSince(groupUuid, uuid)) {
    tellConversation(groupUuid, { type: 'messagesCame', messages })
    hold(groupUuid, messages)
  }
  tellConversation(groupUuid, { type: 'caughtUp' })
}

const load = async (groupUuid: string) => {
  const conversation = conversationOf(groupUuid)
  const unread = groupOf(groupUuid)?.unread_count ?? 0
  const markNew = () =>
    conversation.send({ type: 'newFrom', uuid: firstUnread(conversation.get().messages, unread) })
  try {
    if (!conversation.get().isLoaded) return await loadNewest(groupUuid)
    markNew()
    await Promise.all([catchUp(groupUuid), refreshGroup(groupUuid)])
    markNew()
  } catch (error) {
    tellConversation(groupUuid, { type: 'loadFailed', code: codeOf(error) })
    if (error instanceof RequestError && error.isTransient) throw error
  }
}

const loads = new Map<string, Promise<void>>()

export const isLoading = (groupUuid: string): boolean => loads.has(groupUuid)

/** Fails where it may succeed another time. What went wrong is in the conversation in any case. */
export const loadConversation = (groupUuid: string): Promise<void> => {
  const running = loads.get(groupUuid) ?? load(groupUuid).finally(() => loads.delete(groupUuid))
  loads.set(groupUuid, running)
  return running
}

const bringUpToDate = async (groupUuid: string) => {
  await loads.get(groupUuid) // which was asked before, and may know less
  const { isLoaded, code } = conversationOf(groupUuid).get()
  if (isLoaded) await Promise.all([catchUp(groupUuid), refreshGroup(groupUuid)])
  else if (code !== 'message_group_not_found') await loadConversation(groupUuid)
}

export const catchUpWithAll = async (openGroup: string | undefined) => {
  await Promise.all([refreshInbox(), openGroup && bringUpToDate(openGroup)])
}

/** After something went wrong: with what is new, or with what is old. */
export const loadAgain = async (groupUuid: string) => {
  const { isLoaded } = conversationOf(groupUuid).get()
  await loadConversation(groupUuid).catch(codeOf)
  if (isLoaded) await loadOlder(groupUuid)
}

export const loadOlder = async (groupUuid: string) => {
  const { older } = conversationOf(groupUuid).get()
  if (!older) return
  try {
    const { body, next } = await listMessages(groupUuid, older)
    tellConversation(groupUuid, { type: 'pageCame', messages: body, older: next })
  } catch (error) {
    tellConversation(groupUuid, { type: 'loadFailed', code: codeOf(error) })
  }
}
