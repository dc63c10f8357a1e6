import { isDeepStrictEqual } from 'node:util'
import type { Inbox, ListName, Message } from '../../client/types.ts'
import type { Membership } from '../../src/domain/group.ts'
import type { Message as Stored } from '../../src/domain/message.ts'
import type { GroupView, MessageView } from '../../src/domain/viewSchemas.ts'
import { messageView } from '../../src/domain/views.ts'
import { originalOf } from './modelChangeEvents.ts'
import type { RunHistory } from './modelHistory.ts'

/* Compares the state of two tabs with the model of the server, after everything has healed. */

const inOrder = (places: number[]) =>
  places.every((place, index) => index === 0 || (places[index - 1] ?? 0) < place)

const textsOf = (messages: readonly Pick<Message, 'message'>[]) =>
  messages.map(({ message }) => message).join(', ')

/** The first message that differs. */
const differenceOf = (messages: readonly Message[], views: readonly MessageView[]): string => {
  const differs = (message: Message) =>
    !isDeepStrictEqual(
      message,
      views.find(({ uuid }) => uuid === message.uuid),
    )
  const message = messages.find(differs)
  const view = views.find(({ uuid }) => uuid === message?.uuid)
  return message ? `: ${JSON.stringify(message)}, not ${JSON.stringify(view)}` : ''
}

/** What a list shows of a group. The revision tells only which of two rows is newer. */
const shown = ({ revision: _, last_read_uuid: __, ...group }: GroupView) => group

/** The messages by their places: undefined for those that the user may not read. */
const quotesIn = (stored: readonly Stored[], readable: readonly Stored[]) =>
  new Map(stored.map((message) => [message.place, readable.includes(message) ? message : undefined]))

export const problemsOf = ({
  world,
  tabs,
  sent,
  hasLocks,
  hasSlept,
  hasCrashed,
  hasWrongClock,
  changeEvents,
  hasLateResponses,
  groupOf,
  people,
  readableIn,
  trip,
}: RunHistory): string[] => {
  const { server, network, ben, device, problems } = world
  const { last, uncertain } = changeEvents
  const found = [...problems]
  const expect = (isSo: boolean, problem: string) => {
    if (!isSo) found.push(problem)
  }

  // What a tab has left that ended is removed later.
  expect(device.fileNames().length === 0 || hasCrashed, 'files of messages that were sent are on the device')

  for (const name of Object.keys(people) as (keyof typeof people)[]) {
    const groupUuid = groupOf(name)
    const stored = server.messagesOf(groupUuid ?? '')
    const texts = stored.map(({ uuid }) => originalOf(server.textsOf(uuid)[0] ?? ''))
    const written = sent.filter(({ who }) => who === name)
    for (const { text, pictures, isExempt, cancelledAt = Number.POSITIVE_INFINITY } of written) {
      // A request that was under way may still arrive.
      const isSentLater = network.requests.some(
        ({ method, body, at }) =>
          method === 'POST' && originalOf(String(Object(body).message)) === text && at > cancelledAt + 1000,
      )
      expect(!isSentLater || hasSlept, `${text} was sent after it was cancelled`)
      const kept = stored.find((message, index) => texts[index] === text && message.deletedAt === undefined)
      const { length = 0 } = kept?.attachments ?? []
      expect(!kept || length === pictures, `${text} has ${length} pictures instead of ${pictures}`)
      const times = texts.filter((one) => one === text).length
      expect(times === 1 || (isExempt && times === 0), `${text} is stored ${times} times`)
    }
    const changed = hasWrongClock ? [] : stored.filter(({ uuid }) => last.has(uuid) && !uncertain.has(uuid))
    for (const { uuid, text, deletedAt, reactions } of changed) {
      const wanted = last.get(uuid) ?? {}
      const of = `${server.textsOf(uuid)[0]}:`
      if (wanted.isDeleted) expect(deletedAt !== undefined, `${of} is not deleted`)
      if (deletedAt !== undefined) continue
      if (wanted.text) expect(text === wanted.text, `${of} the text is ${text}, not ${wanted.text}`)
      const emoji = reactions?.[ben.uuid]
      if ('emoji' in wanted) expect(emoji === wanted.emoji, `${of} ${emoji}, not ${wanted.emoji}`)
    }
    const deletedTexts = stored.flatMap(({ uuid, deletedAt }) => (deletedAt ? server.textsOf(uuid) : []))
    const expectNone = (of: string, value: string) => {
      for (const text of deletedTexts)
        expect(!value.includes(JSON.stringify(text)), `${of} contains the deleted text ${text}`)
    }
    for (const [entry, value] of device.entries) expectNone(entry, JSON.stringify(value) + value)
    for (const life of new Set(written.map(({ life }) => life))) {
      const own = written.filter(
        (message) => message.life === life && !message.isExempt && !message.isBeforeBeginning,
      )
      const places = own.map(({ text }) => texts.indexOf(text))
      expect(inOrder(places) || !hasLocks, `not in order: ${own.map(({ text }) => text)}, but ${texts}`)
    }
    for (const [number, { conversations, openings }] of tabs().entries()) {
      const conversation = conversations.get(name)
      if (!conversation) continue
      const { messages, outbox, changes, hasNewer, hasOlder, isLoaded, isBehind, error, seen, typing } =
        conversation.get()
      const of = `tab ${number} with ${name}:`
      expect(
        outbox.length === 0,
        `${of} unsent: ${outbox.map(({ text, state, code }) => `${text} ${state} ${code ?? ''}`)}`,
      )
      expect(
        changes.length === 0,
        `${of} unsent: ${changes.map(({ kind, state, code }) => `${kind} ${state} ${code ?? ''}`)}`,
      )
      if (!groupUuid || (openings.get(name) ?? []).length === 0) continue
      if (name === 'trip' && !trip().isMember) {
        expect(messages.length === 0 && !isLoaded, `${of} holds ${textsOf(messages)}`)
        expect(error?.code === 'message_group_not_found', `${of} error: ${error?.code}`)
        continue
      }
      expect(isLoaded && !error, `${of} loaded: ${isLoaded}, error: ${error?.code}`)
      expectNone(of, JSON.stringify(conversation.get()))
      const { firstUnread } = conversation.get()
      const isFirstDeleted = messages.some(({ uuid, deleted_at }) => uuid === firstUnread && deleted_at)
      expect(!isFirstDeleted, `${of} the first unread message is deleted`)
      const quotes = quotesIn(stored, readableIn(name))
      const views = readableIn(name).map((message) => messageView(message, { quotes }))
      const start = views.findIndex(({ uuid }) => uuid === messages[0]?.uuid)
      expect(
        isDeepStrictEqual(messages, views.slice(start, start + messages.length)),
        `${of} holds ${textsOf(messages)}, not a piece of ${textsOf(views)}${differenceOf(messages, views)}`,
      )
      expect(
        !hasNewer && start + messages.length === views.length,
        `${of} ends with ${messages.at(-1)?.message}, not with ${views.at(-1)?.message}`,
      )
      expect(hasOlder || start === 0, `${of} hasOlder is ${hasOlder}`)
      expect(!isBehind, `${of} is behind`)
      const row = server.openRow(ben.uuid, groupUuid)
      const { state } = conversation.get().group ?? {}
      expect(state === row.state, `${of} ${state}, not ${row.state}`)
      // The other person has read what they have answered, too.
      const indexOf = (uuid: string | undefined) => views.findIndex((view) => view.uuid === uuid)
      const answer = views.findLastIndex(({ user_uuid }) => user_uuid !== ben.uuid)
      const seenIndex = Math.max(indexOf(seen?.message_uuid), answer)
      expect(
        name === 'trip' || seenIndex === indexOf(row.seen?.message_uuid),
        `${of} seen is ${JSON.stringify(seen)}, not ${JSON.stringify(row.seen)}`,
      )
      expect(typing.length === 0, `${of} somebody is typing`)
    }
  }

  const now = new Date(network.serverNow()).toISOString()
  /** A mute that has ended is none. */
  const rowOf = (membership: Membership) => {
    const row = server.rowOf(membership)
    return (row.muted_until ?? now) > now ? row : { ...row, muted_until: null }
  }

  const checkList = (of: string, list: ListName, { groups, hasMore, isLoaded, error }: Inbox) => {
    const rows = server
      .membershipsIn(ben.uuid, list)
      .map((membership) => ({ row: rowOf(membership), lastPlace: membership.lastPlace }))
    expect(isLoaded && !error, `${of} is loaded: ${isLoaded}, error: ${error?.code}`)
    for (const group of groups) {
      const row = rows.find(({ row }) => row.uuid === group.uuid)?.row
      // Of two responses that cross, nothing tells which is newer if only a quiet message came between them.
      const isAmbiguous = hasLateResponses && row?.revision === group.revision
      const expected = row && { ...shown(row), ...(isAmbiguous ? { unread_count: group.unread_count } : {}) }
      expect(
        isDeepStrictEqual(shown(group), expected),
        `${of} group ${JSON.stringify(group)} is not ${JSON.stringify(row)}`,
      )
    }
    const end = groups.at(-1)?.created_at ?? ''
    for (const { row, lastPlace } of rows)
      if (!hasMore || lastPlace.slice(0, end.length) > end)
        expect(
          groups.some(({ uuid }) => uuid === row.uuid),
          `${of} no group of ${row.handle}`,
        )
    const times = groups.map(({ created_at }) => created_at)
    expect(isDeepStrictEqual(times, times.toSorted().reverse()), `${of} groups are not in order`)
  }

  for (const [number, { messenger, lists, groups, stopMembers }] of tabs().entries()) {
    const { members, error } = groups.members(trip().uuid).get()
    const expected = trip().isMember ? server.listMembers(ben, trip().uuid) : []
    const uuidsOf = (of: readonly { uuid: string; is_owner: boolean }[]) =>
      of.map(({ uuid, is_owner }) => [uuid, is_owner])
    if (stopMembers)
      expect(
        isDeepStrictEqual(uuidsOf(members), uuidsOf(expected)),
        `tab ${number}: members ${JSON.stringify(members)} (${error?.code}), not ${JSON.stringify(expected)}`,
      )
    for (const list of lists) checkList(`tab ${number}, ${list}:`, list, messenger.inbox(list).get())
    const blocks = messenger.blocks.get()
    const blocked = blocks.users.map(({ uuid }) => uuid)
    expect(
      !blocks.isLoaded || blocks.hasMore || isDeepStrictEqual(blocked, server.blocked(ben.uuid)),
      `tab ${number}: blocks ${blocked}, not ${server.blocked(ben.uuid)}`,
    )
    const { strangers } = messenger.status.get().me ?? {}
    expect(strangers === (ben.strangers ?? 'inbox'), `tab ${number}: strangers: ${strangers}`)
    const { connection, session, error: noProfile } = messenger.status.get()
    expect(
      connection === 'live' && session === 'active' && !noProfile,
      `tab ${number}: ${connection}, ${session}, ${noProfile?.code}`,
    )
    expect(messenger.unsent().messages === 0, `tab ${number}: ${messenger.unsent().messages} unsent`)
  }
  const left = [...device.entries.keys()].filter((name) => /\.(outbox|change)\./.test(name))
  expect(left.length === 0, `left in the storage: ${left}`)
  return found
}

/** What open conversations hold before anybody loads anything again, perhaps far from the newest message. */
export const pieceProblemsOf = ({ world, tabs, groupOf, people, readableIn }: RunHistory): string[] =>
  (Object.keys(people) as (keyof typeof people)[]).flatMap((name) => {
    const stored = world.server.messagesOf(groupOf(name) ?? '')
    const quotes = quotesIn(stored, readableIn(name))
    const views = readableIn(name).map((message) => messageView(message, { quotes }))
    return tabs().flatMap(({ conversations, openings }, number) => {
      const { messages = [], isLoaded } = conversations.get(name)?.get() ?? {}
      if (!isLoaded || (openings.get(name) ?? []).length === 0) return []
      const start = views.findIndex(({ uuid }) => uuid === messages[0]?.uuid)
      const isPiece = isDeepStrictEqual(messages, views.slice(start, start + messages.length))
      return isPiece ? [] : [`tab ${number} with ${name} holds ${differenceOf(messages, views)}`]
    })
  })

/** The count of a list that goes on below its loaded pages is exact after fetching only. */
export const unreadProblemsOf = (
  { world, tabs, hasLateResponses }: RunHistory,
  isRefreshed: boolean,
): string[] => {
  const expected = world.server.unread(world.ben.uuid)
  return tabs().flatMap(({ messenger }, number) => {
    const { conversations, hasRequests } = messenger.unread.get()
    const isFresh = isRefreshed || !hasLateResponses
    const isExact = isRefreshed || (isFresh && !messenger.inbox().get().hasMore)
    return [
      ...(isExact && conversations !== expected.conversations
        ? [`tab ${number}: ${conversations} unread, not ${expected.conversations}`]
        : []),
      ...(isFresh && hasRequests !== expected.has_requests
        ? [`tab ${number}: has requests: ${hasRequests}, not ${expected.has_requests}`]
        : []),
    ]
  })
}
