import { createChanges } from './changes.ts'
import { messengerErrorOf } from './errors.ts'
import type { Groups } from './groups.ts'
import { isRequest } from './groupsState.ts'
import { createMembership } from './membership.ts'
import { createOutbox, type OutboxContext } from './outbox.ts'
import { changesOf, itemsOf } from './outboxState.ts'
import { createQuotes } from './quotes.ts'
import { createReadMarks } from './readMarks.ts'
import { createShownMessages } from './shownMessages.ts'
import type { Action } from './socket.ts'
import { createStore, setView } from './store.ts'
import { createTimeline } from './timeline.ts'
import type {
  Conversation,
  ConversationState,
  Group,
  LocalAttachment,
  LocalFrame,
  Message,
  OpenOptions,
  Profile,
} from './types.ts'
import { createTyping } from './typing.ts'

export type ConversationContext = OutboxContext & {
  groups: Groups
  /** False until the first fetch, which includes the open conversations. */
  isSynced: () => boolean
  me: () => Profile | undefined
  /** Sends a frame to the server; returns whether it was sent. */
  sendFrame: (action: Action) => boolean
  /** Something that this tab has done: it is received like a frame, here and in the other tabs of the user. */
  publish: (frame: LocalFrame) => void
  /** Other people who are typing in the conversation. */
  onTyping: (uuid: string, users: readonly string[]) => void
  /** A request for an open conversation failed. */
  onFailure: (error: unknown) => void
  /** The first message of a conversation was sent, so the conversation has a uuid now. */
  begin: (self: ConversationCore, uuid: string) => void
}

type Commands = Omit<Conversation, 'get' | 'subscribe' | 'open'>

/** A conversation, and what the messenger tells it. */
export type ConversationCore = Conversation & {
  id: () => string
  /** Whether anybody has it open. */
  isOpen: () => boolean
  /** Sends what is waiting. */
  resume: () => void
  /** Fetches what was missed, if the conversation is open. */
  catchUp: () => Promise<void>
  /** Another tab has changed what is stored. */
  reload: () => void
  messageReceived: (message: Message, isChange: boolean) => void
  readReceived: (userUuid: string, messageUuid: string) => void
  typingReceived: (userUuid: string) => void
  /** Its row could not be fetched. */
  fetchFailed: (error: unknown) => void
  /** The conversation has begun. `other` is the object that has this uuid already, if there is one. */
  begin: (uuid: string, other: ConversationCore | undefined) => void
  stop: () => void
}

/** The server tells nobody in larger groups. */
const maxMembersForTyping = 10

/** A blocked person, or the sender of a request, must not see that the user is there. */
const canShowTyping = (group: Group | undefined): boolean =>
  group?.state !== 'blocked' && !isRequest(group) && (group?.member_count ?? 0) <= maxMembersForTyping

export const createConversation = (context: ConversationContext, initialId: string): ConversationCore => {
  const { stored, groups, isSynced, me } = context
  let id = initialId
  let other: ConversationCore | undefined // set when this is an alias of another object
  let draft = stored.draft(id)
  let reply = stored.reply(id)
  let draftAttachments = stored.draftAttachments(id)
  const openings = new Set<{ stop: () => void }>()
  let openOptions: OpenOptions = {}
  const listeners = new Set<(message: Message) => void>()

  const uuid = () => (id.startsWith('@') ? undefined : id)
  const group = (): Group | undefined => groups.find(uuid())

  const timeline = createTimeline(
    { ...context, activity: context.platform.activity },
    { uuid, opensAt: () => openOptions.at },
  )
  const typing = createTyping(context, { uuid, dispatch: timeline.dispatch })
  const membership = createMembership(context, uuid)
  const readMarks = createReadMarks(context, { uuid, timeline, membership })
  const find = (messageUuid: string) =>
    timeline.state.get().messages.findLast((message) => message.uuid === messageUuid)
  const outbox = createOutbox(context, {
    id: () => id,
    find,
    alias: () => `@${group()?.handle ?? ''}`,
    groupUuid: async (since) => uuid() ?? (await groups.findBegun(id.slice(1), since)),
    onSent: ({ message_group_uuid: groupUuid, ...message }) => {
      if (!uuid()) context.begin(self, groupUuid)
      context.publish({ type: 'message', message_group_uuid: groupUuid, message })
    },
    onChanged: (groupUuid, message) =>
      context.publish({ type: 'changed', message_group_uuid: groupUuid, message }),
  })
  const changes = createChanges(context, { id: () => id, outbox, find })

  const show = createShownMessages()

  const view = (): ConversationState => {
    const { messages, quote } = show(timeline.state.get(), outbox.state.get(), me()?.uuid)
    const { name, older, newer, error, seen, firstUnread, typing } = timeline.state.get()
    const known = group()
    return {
      uuid: uuid(),
      group: known ?? groups.findLastKnown(uuid()),
      messages,
      outbox: itemsOf(outbox.state.get(), quote),
      changes: changesOf(outbox.state.get()),
      draft,
      draftAttachments,
      replyingTo: reply === undefined ? undefined : quote(reply),
      isLoaded: name === 'loaded',
      isBehind: known !== undefined && (messages.at(-1)?.created_at ?? '') < known.created_at,
      hasOlder: older !== undefined,
      hasNewer: newer !== undefined,
      error,
      seen,
      firstUnread,
      typing,
    }
  }
  const store = createStore(view())

  const quotes = createQuotes(context, { state: store.get, dispatch: timeline.dispatch })

  const update = () => {
    if (other) return
    setView(store, view())
    if (openings.size > 0 && isSynced()) quotes.fetch()
  }

  /** Removes from the outbox messages that are held, because the server has stored them, and changes of deleted ones. */
  const removeSent = () => {
    for (const { uuid, messageUuid } of outbox.state.get().entries) {
      const message = find(messageUuid ?? uuid)
      if (message) outbox.received(message)
    }
  }

  groups.state.subscribe(() => {
    update()
    // The user is in the group again.
    if (group() && timeline.isNotFound() && openings.size > 0 && isSynced())
      timeline.catchUp().catch(context.onFailure)
  })
  timeline.state.subscribe(() => {
    removeSent()
    context.onTyping(id, timeline.state.get().typing)
    update()
  })
  outbox.state.subscribe(update)

  /** The conversation may have begun, and be in another list than the inbox. */
  const lookFor = () => groups.lookFor(id.slice(1))

  const fetchOpened = () => {
    if (isSynced()) (uuid() ? timeline.open() : lookFor()).catch(context.onFailure)
  }

  const setDraft = (text: string) => {
    draft = text
    stored.setDraft(id, text)
    update()
  }

  const setReply = (messageUuid: string | undefined) => {
    reply = messageUuid
    stored.setReply(id, messageUuid)
    update()
  }

  const setDraftAttachments = (attachments: readonly LocalAttachment[]) => {
    draftAttachments = attachments
    stored.setDraftAttachments(id, attachments)
    update()
  }

  const reload = () => {
    draftAttachments = stored.draftAttachments(id)
    draft = stored.draft(id)
    reply = stored.reply(id)
    outbox.reload()
    update()
  }

  const own: Commands = {
    send: ({ text, replyTo = reply }) => {
      timeline.dispatch({ type: 'firstUnread', uuid: undefined })
      typing.reset()
      if (timeline.state.get().newer) timeline.load('newest').catch(context.onFailure)
      const isReply = replyTo !== undefined && (replyTo === reply || find(replyTo))
      if (replyTo === reply) setReply(undefined)
      const attachments = draftAttachments
      const uuid = outbox.add({
        text,
        ...(isReply ? { replyTo } : {}),
        ...(attachments.length > 0 && { attachments }),
      })
      if (attachments.length > 0) setDraftAttachments([])
      return uuid
    },
    setReplyTo: (messageUuid) => {
      const isKnown = (wanted: string) => find(wanted) ?? timeline.state.get().known.get(wanted)
      if (messageUuid === undefined || isKnown(messageUuid)) setReply(messageUuid)
    },
    ...changes,
    retry: (messageUuid) => outbox.dispatch({ type: 'retried', uuid: messageUuid }),
    cancel: outbox.cancel,
    load: timeline.load,
    markRead: readMarks.mark,
    setTyping: (isTyping) => typing.set(isTyping && canShowTyping(group())),
    setDraft,
    setDraftAttachments,
    discard: () => {
      setDraft('')
      setDraftAttachments([])
      setReply(undefined)
      for (const { uuid } of outbox.state.get().entries) outbox.cancel(uuid)
    },
    update: membership.update,
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
  /** An alias passes them on. */
  const commands = Object.fromEntries(
    (Object.keys(own) as (keyof Commands)[]).map((name) => [
      name,
      (...input: never[]) => ((other ?? own)[name] as (...input: never[]) => unknown)(...input),
    ]),
  ) as Commands

  const self: ConversationCore = {
    get: store.get,
    subscribe: store.subscribe,
    id: () => other?.id() ?? id,
    isOpen: () => openings.size > 0,

    open: (options = {}) => {
      const opening = { stop: () => {} }
      openings.add(opening)
      openOptions = options
      if (other) opening.stop = other.open(options)
      else if (openings.size === 1) fetchOpened()
      return () => {
        openings.delete(opening)
        opening.stop()
      }
    },

    ...commands,
    resume: () => outbox.resume(),
    reload,
    catchUp: async () => {
      if (other) return
      const isOpen = openings.size > 0 && !timeline.isNotFound()
      if (isOpen) await (uuid() ? timeline.catchUp() : lookFor())
      readMarks.retry()
    },

    messageReceived: (message, isChange) => {
      if (!isChange) typing.stopped(message.user_uuid)
      outbox.received(message)
      timeline.messageReceived(message)
      for (const listener of listeners) listener(message)
    },
    readReceived: (userUuid, messageUuid) => readMarks.received(userUuid, messageUuid),
    typingReceived: (userUuid) => typing.received(userUuid),
    fetchFailed: (cause) => {
      const error = messengerErrorOf(cause)
      if (error.code === 'message_group_not_found') timeline.dispatch({ type: 'loadFailed', error })
    },

    begin: (groupUuid, existing) => {
      stored.move(id, groupUuid)
      id = groupUuid
      if (existing) {
        other = existing
        outbox.dispatch({ type: 'stored', entries: [] }) // the other one sends them
        existing.reload()
        existing.subscribe(() => store.set(existing.get()))
        store.set(existing.get())
        for (const opening of openings) opening.stop = existing.open(openOptions)
      } else {
        reload()
        if (openings.size > 0) fetchOpened()
      }
    },

    stop: () => {
      outbox.stop()
      typing.stop()
    },
  }
  return self
}
