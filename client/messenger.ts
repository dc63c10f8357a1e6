import { createApi } from './api.ts'
import { createConversations } from './conversations.ts'
import { messengerErrorOf } from './errors.ts'
import { createFrames } from './frames.ts'
import { createGroups } from './groups.ts'
import { platformOf } from './platform.ts'
import { createServerClock } from './serverClock.ts'
import { singleFlight } from './singleFlight.ts'
import { type Action, createSocket } from './socket.ts'
import { createStore, setEntry, setView } from './store.ts'
import { createStoredData } from './storedData.ts'
import { createSync } from './sync.ts'
import { createTokens } from './tokens.ts'
import type { Connection, Frame, Messenger, MessengerOptions, Status } from './types.ts'

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
    hasUnstored: false,
  })
  const typing = createStore<ReadonlyMap<string, readonly string[]>>(new Map())
  let startCount = 0
  let stop = () => {}

  const isStarted = () => startCount > 0
  const me = () => status.get().me
  const change = (changes: Partial<Status>) => setView(status, { ...status.get(), ...changes })

  platform.storage.hasUnstored.subscribe(() => change({ hasUnstored: platform.storage.hasUnstored.get() }))

  const tokens = createTokens({
    userId,
    getToken,
    onExpired: () => {
      change({ session: 'expired' })
      sync.retryLater() // once: the user may have signed in again, or it was one refusal only
    },
    onAccepted: () => {
      if (status.get().session === 'active') return
      change({ session: 'active' })
      if (isStarted()) socket?.dispatch({ type: 'started', isOnline: platform.activity.isOnline() })
      sync.refresh()
    },
  })
  const api = createApi(platform, { apiUrl, tokens, clock })
  const groups = createGroups(api)

  const readServerTime = async () => {
    const time = await options.readServerTime?.().catch(() => undefined)
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
    if (!frames.receiveHeld()) sync.refresh()
  })

  const fetchAll = async () => {
    const catchUps = conversations.all().map((conversation) => conversation.catchUp())
    await Promise.all([fetchMe(), groups.refresh(), ...catchUps])
  }

  // One channel serves all users of a browser.
  const publish = (frame: Frame) => {
    frames.receive(frame)
    platform.channel?.postMessage({ userId, apiUrl, frame })
  }
  const receivePublished = (message: unknown) => {
    const { userId: of, apiUrl: at, frame } = Object(message)
    if (of === userId && at === apiUrl) frames.receive(frame)
  }

  const socket =
    webSocketUrl === undefined
      ? undefined
      : createSocket(platform, {
          webSocketUrl,
          tokens,
          clock,
          onFrame: (frame) => frames.receive(frame),
          onOpen: () => sync.socketOpened(),
        })

  const sync = createSync(platform, {
    socket,
    fetchAll,
    isLoaded: () => groups.list().get().isLoaded,
    onReachable: () => conversations.resume(),
    onConnection: (connection: Connection) => change({ connection }),
  })

  const onFailure = (error: unknown) => {
    messengerErrorOf(error)
    sync.retryLater()
  }

  const context = { platform, api, clock, stored, groups, me, isStarted, readServerTime, publish, onFailure }
  const sendFrame = (action: Action) => socket?.send(action) ?? false
  const isSynced = () => sync.hasBegun()
  const onTyping = (uuid: string, users: readonly string[]) =>
    setEntry(typing, uuid, users.length > 0 ? users : undefined)
  const conversations = createConversations({ ...context, isSynced, sendFrame, onTyping }, { groups, stored })
  const frames = createFrames({ groups, conversations, me, onFailure })

  const begun = () => {
    const stops = [
      platform.channel?.subscribe(receivePublished),
      stored.subscribe(conversations.reload),
      sync.start(),
      () => {
        for (const conversation of conversations.all()) conversation.stop()
      },
    ]
    readServerTime()
    fetchMe().catch(messengerErrorOf)
    conversations.resume()
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
      conversations.reload()
    },
    unsent: () => stored.count(),
    status,
    unread: groups.unread,
    drafts: stored.drafts,
    typing,
    inbox: (state) => groups.list(state),
    conversation: conversations.find,
    api,
  }
}
