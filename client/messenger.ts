import { createAccount } from './account.ts'
import { createApi } from './api.ts'
import { createConversations } from './conversations.ts'
import { MessengerError, messengerErrorOf } from './errors.ts'
import { createFrames } from './frames.ts'
import { createGroups } from './groups.ts'
import { createLastKnown } from './lastKnown.ts'
import { platformOf } from './platform.ts'
import { createServerClock } from './serverClock.ts'
import { type Action, createSocket } from './socket.ts'
import { createStore, setEntry, setView } from './store.ts'
import { createStoredData } from './storedData.ts'
import { createSync } from './sync.ts'
import { createTokens } from './tokens.ts'
import type {
  Api,
  Attachments,
  Connection,
  LocalFrame,
  Messenger,
  MessengerOptions,
  Status,
} from './types.ts'
import { createUuid } from './uuid.ts'

/** The client library: everything that a program needs to show and send the messages of one user. */
export const createMessenger = (options: MessengerOptions): Messenger => {
  const { apiUrl, webSocketUrl, userId, getToken } = options
  const platform = platformOf(options)
  const clock = createServerClock(platform.now)
  const release = async (ids: string[]) => {
    if (ids.length > 0) await (await attachments()).release(ids)
  }
  const stored = createStoredData(platform.storage, { apiUrl, userId }, (ids) => {
    release(ids).catch(messengerErrorOf)
  })
  const lastKnown = createLastKnown(platform.storage, { apiUrl, userId })
  const known = lastKnown.read()
  const status = createStore<Status>({
    connection: 'stopped',
    session: 'active',
    me: known?.me,
    error: undefined,
    isGone: false,
    hasUnstored: false,
  })
  const typing = createStore<ReadonlyMap<string, readonly string[]>>(new Map())
  let isMeLoaded = false
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
  const request = createApi(platform, { apiUrl, tokens, clock })
  const api: Api = (...call) =>
    request(...call).catch((error) => {
      if (error.code === 'user_unknown' && me()) change({ isGone: true })
      if (error.code === 'account_suspended') {
        change({ error })
        sync.retryLater() // until the suspension ends
      }
      throw error
    })

  const readServerTime = async () => {
    const time = await options.readServerTime?.().catch(() => undefined)
    if (time !== undefined) clock.correct(time)
  }

  const onFailure = (error: unknown) => {
    messengerErrorOf(error)
    sync.retryLater()
  }

  const isSynced = () => sync.hasBegun()
  const groups = createGroups({
    api,
    platform,
    clock,
    isStarted,
    isSynced,
    lastKnown: known?.groups ?? [],
    onFailure,
  })

  const storeList = () => {
    // The user may have signed out while a request was under way.
    if (isStarted()) lastKnown.write(me(), groups.list().get())
  }

  // One channel serves all users of a browser.
  const tellTabs = (frame: LocalFrame) => platform.channel?.postMessage({ userId, apiUrl, frame })
  const publish = (frame: LocalFrame) => {
    frames.receive(frame)
    tellTabs(frame)
  }
  const receivePublished = (message: unknown) => {
    const { userId: of, apiUrl: at, frame } = Object(message)
    if (of === userId && at === apiUrl) frames.receive(frame)
  }

  const onMe = (me: Status['me']) => {
    isMeLoaded = true
    change({ me, error: undefined })
    storeList()
  }
  const account = createAccount({ api, groups, publish, tellTabs, onMe, onFailure })

  const fetchAccount = async () => {
    try {
      await account.refresh()
    } catch (cause) {
      const error = messengerErrorOf(cause)
      // The account is suspended or does not exist any more, or the session has ended.
      if (!error.isRetryable) lastKnown.remove()
      if (!isMeLoaded) change({ error, me: error.isRetryable ? me() : undefined })
      throw error
    }
    if (!frames.receiveHeld()) sync.refresh()
  }

  const fetchAll = async () => {
    const catchUps = conversations.all().map((conversation) => conversation.catchUp())
    await Promise.all([fetchAccount(), groups.refresh(), ...catchUps])
    change({ error: undefined })
  }

  const socket =
    webSocketUrl === undefined
      ? undefined
      : createSocket(platform, {
          webSocketUrl,
          tokens,
          clock,
          onFrame: (frame) => frames.receive(frame),
          onOpen: () => {
            account.outdate()
            sync.socketOpened()
          },
        })

  const sync = createSync(platform, {
    socket,
    fetchAll,
    isLoaded: () => groups.list().get().isLoaded,
    onReachable: () => conversations.resume(),
    onConnection: (connection: Connection) => change({ connection }),
  })

  let loadedAttachments: Attachments | undefined
  const attachments = async (): Promise<Attachments> => {
    const support = await platform.loadAttachments?.().catch(() => undefined)
    if (!support) throw new MessengerError('unreachable')
    loadedAttachments ??= support.createAttachments({ platform, api, clock, stored, ...support })
    return loadedAttachments
  }

  const context = {
    platform,
    api,
    clock,
    stored,
    attachments,
    groups,
    me,
    isStarted,
    readServerTime,
    publish,
    onFailure,
  }
  const sendFrame = (action: Action) => socket?.send(action) ?? false
  const onTyping = (uuid: string, users: readonly string[]) =>
    setEntry(typing, uuid, users.length > 0 ? users : undefined)
  const conversations = createConversations({ ...context, isSynced, sendFrame, onTyping }, { groups, stored })
  const frames = createFrames({
    platform,
    groups,
    conversations,
    me,
    onMeChanged: () => {
      account.outdate()
      fetchAccount().catch(onFailure)
    },
    onFailure,
  })

  const begun = () => {
    const stops = [
      platform.channel?.subscribe(receivePublished),
      stored.subscribe(conversations.reload),
      groups.list().subscribe(storeList),
      sync.start(),
      groups.stop,
      () => {
        for (const conversation of conversations.all()) conversation.stop()
      },
    ]
    readServerTime()
    fetchAccount().catch(messengerErrorOf)
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
    refresh: sync.refresh,
    markAway: sync.markAway,
    forget: async () => {
      const ids = stored.erase()
      conversations.reload()
      await release(ids).catch(messengerErrorOf)
    },
    unsent: () => stored.count(),
    status,
    unread: groups.unread,
    groups: groups.held,
    drafts: stored.drafts,
    typing,
    inbox: (state) => groups.list(state),
    conversation: conversations.find,
    blocks: account.blocks,
    updateMe: account.updateMe,
    attachments,
    api,
    newKey: async (isRefused = false) => {
      if (isRefused) {
        clock.keyRefused()
        await readServerTime()
      }
      return createUuid(clock.nextKeyTime(), platform.random)
    },
    publish,
  }
}
