import { createApi } from './api.ts'
import { type ConversationContext, type ConversationCore, createConversation } from './conversation.ts'
import { messengerErrorOf } from './errors.ts'
import { createGroups } from './groups.ts'
import { isNewLast } from './groupsState.ts'
import { platformOf } from './platform.ts'
import type { SentMessage } from './routes.ts'
import { createServerClock } from './serverClock.ts'
import { singleFlight } from './singleFlight.ts'
import { createSocket } from './socket.ts'
import { createStore, setView } from './store.ts'
import { createStoredData } from './storedData.ts'
import { createSync } from './sync.ts'
import { createTokens } from './tokens.ts'
import type { Connection, Frame, Message, Messenger, MessengerOptions, Status } from './types.ts'

const maxHeldFrames = 500

/** The client library: everything that a program needs to show and send the messages of one user. */
export const createMessenger = (options: MessengerOptions): Messenger => {
  const { apiUrl, webSocketUrl, userId, getToken } = options
  const platform = platformOf(options)
  const clock = createServerClock(platform.now)
  const stored = createStoredData(platform.storage, { apiUrl, userId })
  const status = createStore<Status>({
    connection: 'stopped',
    session: 'active',
    me: undefined,
    error: undefined,
  })
  const conversations = new Map<string, ConversationCore>()
  let startCount = 0
  let stop = () => {}
  /** Frames that arrived before it was known who the user is. */
  let heldFrames: Frame[] = []

  // An alias and its uuid lead to the same object.
  const allConversations = () => [...new Set(conversations.values())]
  const isStarted = () => startCount > 0
  const me = () => status.get().me
  const change = (changes: Partial<Status>) => setView(status, { ...status.get(), ...changes })

  const tokens = createTokens({
    userId,
    getToken,
    onExpired: () => change({ session: 'expired' }),
    onAccepted: () => {
      if (status.get().session === 'active') return
      change({ session: 'active' })
      if (isStarted()) socket?.dispatch({ type: 'started', isOnline: platform.activity.isOnline() })
    },
  })
  const api = createApi(platform, { apiUrl, tokens, clock })
  const groups = createGroups(api)

  const readServerTime = async () => {
    const time = await options.readServerTime?.()
    if (time !== undefined) clock.correct(time)
  }

  const fetchMe = singleFlight(async () => {
    if (me()) return
    try {
      const { body } = await api('GET /api/users/me')
      change({ me: body, error: undefined })
    } catch (error) {
      change({ error: messengerErrorOf(error) })
      throw error
    }
    const frames = heldFrames
    heldFrames = []
    for (const frame of frames) receive(frame)
    if (frames.length >= maxHeldFrames) sync.refresh()
  })

  const fetchAll = async () => {
    const catchUps = allConversations().map((conversation) => conversation.catchUp())
    await Promise.all([fetchMe(), groups.refresh(), ...catchUps])
  }

  const fetchGroup = (uuid: string) =>
    Promise.all([groups.fetch(uuid), groups.refreshUnread()]).catch((error: unknown) => {
      messengerErrorOf(error)
      sync.retryLater()
    })

  const messageReceived = (groupUuid: string, message: Message) => {
    const isOwn = message.user_uuid === me()?.uuid
    const known = groups.find(groupUuid)
    const isListed = groups.isListed(groupUuid)
    const isLate = known && !isNewLast(known, message) && known.last_message.uuid !== message.uuid
    conversationOf(groupUuid).messageReceived(message)
    groups.dispatch({ type: 'messageReceived', groupUuid, message, isOwn })
    // Only the server knows the other person of a new conversation, and whether it counts a late message as unread.
    if (!isListed || (isLate && !isOwn)) fetchGroup(groupUuid)
  }

  /** Frames can be repeated, late and out of order. */
  const receive = (frame: Frame) => {
    if (!me()) {
      if (heldFrames.length < maxHeldFrames) heldFrames.push(frame)
      return
    }
    switch (frame.type) {
      case 'message':
        return messageReceived(frame.message_group_uuid, frame.message)
      case 'read':
        return conversationOf(frame.message_group_uuid).readReceived(frame.user_uuid, frame.message_uuid)
      case 'typing':
        return conversationOf(frame.message_group_uuid).typingReceived(frame.user_uuid)
    }
  }

  // One channel serves all users of a browser.
  const publish = (frame: Frame) => platform.channel?.postMessage({ userId, apiUrl, frame })
  const receivePublished = (message: unknown) => {
    const { userId: of, apiUrl: at, frame } = Object(message)
    if (of === userId && at === apiUrl) receive(frame)
  }

  const onSent = (self: ConversationCore, { message_group_uuid: uuid, ...message }: SentMessage) => {
    if (self.id() !== uuid) begin(self, uuid)
    messageReceived(uuid, message)
    publish({ type: 'message', message_group_uuid: uuid, message })
  }

  const resumeAll = () => {
    for (const id of stored.outboxIds()) conversationOf(id)
    for (const conversation of allConversations()) conversation.resume()
  }

  const socket =
    webSocketUrl === undefined
      ? undefined
      : createSocket(platform, {
          webSocketUrl,
          tokens,
          clock,
          onFrame: receive,
          onOpen: () => sync.refresh(),
        })

  const sync = createSync(platform, {
    socket,
    fetchAll,
    isLoaded: () => groups.list().get().isLoaded,
    onReachable: resumeAll,
    onConnection: (connection: Connection) => change({ connection }),
  })

  const context: ConversationContext = {
    platform,
    api,
    clock,
    stored,
    groups,
    me,
    isStarted,
    readServerTime,
    publish,
    onSent,
    sendFrame: (action) => socket?.send(action) ?? false,
    onFailure: (error) => {
      messengerErrorOf(error)
      sync.retryLater()
    },
  }

  const conversationOf = (id: string): ConversationCore => {
    const known = conversations.get(id)
    if (known) return known
    const uuid = id.startsWith('@') ? groups.findByHandle(id.slice(1))?.uuid : undefined
    if (uuid) stored.move(id, uuid)
    const conversation = uuid ? conversationOf(uuid) : createConversation(context, id)
    conversations.set(id, conversation)
    if (uuid) conversation.reload()
    return conversation
  }

  const begin = (conversation: ConversationCore, uuid: string) => {
    conversation.begin(uuid, conversations.get(uuid))
    conversations.set(uuid, conversations.get(uuid) ?? conversation)
  }

  // A conversation that was looked up by handle may have begun in another tab or on another device.
  groups.state.subscribe(() => {
    for (const conversation of allConversations()) {
      const id = conversation.id()
      const uuid = id.startsWith('@') ? groups.findByHandle(id.slice(1))?.uuid : undefined
      if (uuid && conversation.get().outbox.length === 0) begin(conversation, uuid)
    }
  })

  const reloadStored = (id: string | undefined) => {
    for (const [known, conversation] of conversations) {
      if (id === undefined || id === known) conversation.reload()
    }
  }

  const begun = () => {
    const stops = [
      platform.channel?.subscribe(receivePublished),
      stored.subscribe(reloadStored),
      sync.start(),
      () => {
        for (const conversation of allConversations()) conversation.stop()
      },
    ]
    readServerTime().catch(messengerErrorOf)
    fetchMe().catch(messengerErrorOf)
    resumeAll()
    return () => {
      for (const each of stops) each?.()
    }
  }

  return {
    start: () => {
      startCount += 1
      if (startCount === 1) stop = begun()
      let isStopped = false
      return () => {
        if (isStopped) return
        isStopped = true
        startCount -= 1
        if (startCount === 0) stop()
      }
    },
    refresh: () => sync.refresh(),
    forget: () => {
      stored.erase()
      reloadStored(undefined)
    },
    unsent: () => stored.count(),
    status,
    unread: groups.unread,
    inbox: (state) => groups.list(state),
    conversation: (id) => conversationOf(id.startsWith('@') ? id.toLowerCase().replaceAll('-', '_') : id),
    api,
  }
}
