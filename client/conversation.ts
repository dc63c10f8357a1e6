import type { Groups } from './groups.ts'
import { isRequest } from './groupsState.ts'
import { createMembership } from './membership.ts'
import { createOutbox, type OutboxContext } from './outbox.ts'
import { itemsOf } from './outboxState.ts'
import { createReadMarks } from './readMarks.ts'
import type { Action } from './socket.ts'
import { createStore, setView } from './store.ts'
import { createTimeline } from './timeline.ts'
import type {
  Conversation,
  ConversationState,
  Group,
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
  messageReceived: (message: Message) => void
  readReceived: (userUuid: string, messageUuid: string) => void
  typingReceived: (userUuid: string) => void
  /** The conversation has begun. `other` is the object that has this uuid already, if there is one. */
  begin: (uuid: string, other: ConversationCore | undefined) => void
  stop: () => void
}

export const createConversation = (context: ConversationContext, initialId: string): ConversationCore => {
  const { stored, groups, isSynced } = context
  let id = initialId
  let other: ConversationCore | undefined // set when this is an alias of another object
  let draft = stored.draft(id)
  const openings = new Set<{ stop: () => void }>()
  let openOptions: OpenOptions = {}

  const uuid = () => (id.startsWith('@') ? undefined : id)
  const group = (): Group | undefined => groups.find(uuid())

  const timeline = createTimeline(
    { ...context, activity: context.platform.activity },
    { uuid, opensAt: () => openOptions.at },
  )
  const typing = createTyping(context, { uuid, dispatch: timeline.dispatch })
  const membership = createMembership(context, uuid)
  const readMarks = createReadMarks(context, { uuid, timeline, membership })
  const outbox = createOutbox(context, {
    id: () => id,
    alias: () => `@${group()?.handle ?? ''}`,
    groupUuid: async (since) => uuid() ?? (await groups.findBegun(id.slice(1), since)),
    onSent: ({ message_group_uuid: groupUuid, ...message }) => {
      if (!uuid()) context.begin(self, groupUuid)
      context.publish({ type: 'message', message_group_uuid: groupUuid, message })
    },
  })

  let items = itemsOf(outbox.state.get())
  const view = (): ConversationState => {
    const { name, messages, older, newer, error, seen, firstUnread, typing } = timeline.state.get()
    const known = group()
    return {
      uuid: uuid(),
      group: known,
      messages,
      outbox: items,
      changes: [],
      draft,
      replyingTo: undefined,
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
  const update = () => {
    if (!other) setView(store, view())
  }

  /** A message that is here is sent, although its response is still on its way, or was lost. */
  const removeSent = () => {
    const { entries } = outbox.state.get()
    if (entries.length === 0) return
    const { messages } = timeline.state.get()
    for (const entry of entries) {
      const message = messages.findLast(({ uuid }) => uuid === entry.uuid)
      if (message) outbox.received(message)
    }
  }

  groups.state.subscribe(update)
  timeline.state.subscribe(() => {
    removeSent()
    context.onTyping(id, timeline.state.get().typing)
    update()
  })
  outbox.state.subscribe(() => {
    items = itemsOf(outbox.state.get())
    update()
  })

  /** The conversation may have begun, and be in another list than the inbox. */
  const find = () => groups.lookFor(id.slice(1))

  const fetchOpened = () => {
    if (isSynced()) (uuid() ? timeline.open() : find()).catch(context.onFailure)
  }

  const setDraft = (text: string) => {
    draft = text
    stored.setDraft(id, text)
    update()
  }

  const reload = () => {
    draft = stored.draft(id)
    outbox.reload()
    update()
  }

  const own: Commands = {
    send: ({ text }) => {
      timeline.dispatch({ type: 'firstUnread', uuid: undefined })
      typing.reset()
      if (timeline.state.get().newer) timeline.load('newest').catch(context.onFailure)
      return outbox.add(text)
    },
    setReplyTo: () => {},
    edit: () => {},
    delete: () => {},
    react: () => {},
    retry: (messageUuid) => outbox.dispatch({ type: 'retried', uuid: messageUuid }),
    cancel: outbox.cancel,
    load: timeline.load,
    markRead: readMarks.mark,
    // A blocked person, or the sender of a request, must not see that the user is there.
    setTyping: (isTyping) => typing.set(isTyping && group()?.state !== 'blocked' && !isRequest(group())),
    setDraft,
    update: membership.update,
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
      if (isOpen) await (uuid() ? timeline.catchUp() : find())
      readMarks.retry()
    },

    messageReceived: (message) => {
      typing.stopped(message.user_uuid)
      timeline.messageReceived(message)
    },
    readReceived: (userUuid, messageUuid) => readMarks.received(userUuid, messageUuid),
    typingReceived: (userUuid) => typing.received(userUuid),

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
