import type { createAttachments } from './attachments.ts'
import type { MessengerError } from './errors.ts'
import type {
  Attachment,
  Blocked,
  Frame,
  Group,
  Me,
  MeChange,
  Member,
  MembershipChange,
  Message,
  OpenGroup,
  Quote,
  Routes,
  Upload,
} from './routes.ts'

import type { OutboxEntry } from './storedData.ts'

export type * from './routes.ts'

/**
 * A value that changes. Snapshots are immutable, and the same object as long as the value is the same. Listeners are called
 * after each change, never on subscribing.
 */
export type Store<Value> = { get(): Value; subscribe(listener: () => void): () => void }

/** A list of conversations. */
export type ListName = NonNullable<Routes['GET /api/message_groups']['query']['state']>

/** Up to which message the other person has read. */
export type SeenUpTo = NonNullable<OpenGroup['seen']>

/** A picture of a draft or an unsent message, whose file is stored on this device. */
export type LocalAttachment = {
  /** Of its file on this device. The server knows another one. */
  id: string
  content_type: Attachment['content_type']
  /** 0 while the file is being prepared. */
  bytes: number
  width: number
  height: number
  /** Describes the picture to those who cannot see it. */
  alt: string
  /** The file is only in memory, because the storage is full or blocked. */
  isInMemory?: boolean
  /** What the server has stored, and until when it keeps it if no message is sent with it. */
  uuid?: string
  expiresAt?: string
}

/** What happens to a file on its way to the server. `grants`: how many permissions to upload it the server has given. */
export type UploadState =
  | { name: 'requesting'; grants: number }
  | { name: 'uploading'; grants: number; grant: Upload; sent: number }
  | { name: 'uploaded'; grant: Upload }
  | { name: 'failed'; code: string; status: number }

/** The pictures of the user's unsent messages, and the addresses of those that were sent. */
export type Attachments = {
  /** By the id of the local attachment, while the file is being uploaded. */
  uploads: Store<ReadonlyMap<string, UploadState>>
  /**
   * Uploads the files of an unsent message that are not uploaded yet, one after the other, and stores which are. Rejects with a
   * MessengerError, or with the reason of the signal.
   */
  uploadAll(groupUuid: string, entry: OutboxEntry, signal: AbortSignal): Promise<void>
  /** The server does not have a file of the message any more. `field`: which one; without it, it may be any. */
  forgetUpload(groupUuid: string, entry: OutboxEntry, field?: string): void
  /** Stores a file on this device, for a draft. */
  add(
    picture: Pick<LocalAttachment, 'content_type' | 'width' | 'height'> & { file: Blob; alt?: string },
  ): Promise<LocalAttachment>
  /** A file on this device. */
  file(id: string): Promise<Blob | undefined>
  /** Removes these files, except for those that a draft or an unsent message refers to. */
  release(ids: readonly string[]): Promise<void>
  /** The id of what was uploaded from this page. */
  localIdOf(uuid: string): string | undefined
  /** The address of a picture, if a valid one is known. */
  findUrl(attachment: Attachment): string | undefined
  /** Requests a new address. Rejects with a MessengerError. */
  renewUrl(uuid: string): Promise<string>
}

export type OutboxItem = {
  /** The message's uuid, which is also its idempotency key. */
  uuid: string
  text: string
  /** When the person wrote it. */
  createdAt: string
  /**
   * `queued`: it is sent after those before it. `sending`: a request is under way. `waiting`: the last attempt may succeed
   * later, and is repeated automatically. `failed`: the server refused it, so the person has to act.
   */
  state: 'queued' | 'sending' | 'waiting' | 'failed'
  /** Why it is waiting or failed; while the attempt is repeated automatically, why the last one failed. */
  code?: string | undefined
  /** The message to which it replies, as that is now. */
  replyTo?: Quote
  attachments?: readonly LocalAttachment[]
}

/**
 * A change of a message that the server has not confirmed. The changes and the messages of a conversation are sent in the
 * order in which they were made.
 */
export type ChangeItem = {
  /** For `retry` and `cancel`. It changes when the change gets a new key. */
  id: string
  messageUuid: string
  kind: 'edit' | 'deletion' | 'reaction'
  /** The new text, of an edit. */
  text?: string
  /** Of a reaction; absent if the person removes theirs. */
  emoji?: string
  /** As of an OutboxItem. */
  state: OutboxItem['state']
  code?: string | undefined
}

export type ConversationState = {
  /** Undefined until the conversation has begun. */
  uuid: string | undefined
  /** The conversation as the list shows it, if it is known. */
  group: Group | undefined
  /** Without gaps, oldest first. They show `changes`, except for those that have failed. */
  messages: readonly Message[]
  /** What is not sent yet, in the order in which it was written. */
  outbox: readonly OutboxItem[]
  /** The changes of messages that the server has not confirmed, in the order in which they were made. */
  changes: readonly ChangeItem[]
  draft: string
  draftAttachments: readonly LocalAttachment[]
  /** The message to which the draft replies, as it is now. */
  replyingTo: Quote | undefined
  /** Whether `messages` has been loaded. */
  isLoaded: boolean
  /** The list knows of a newer message than the newest one here. */
  isBehind: boolean
  hasOlder: boolean
  /** There are newer messages than `messages`, after loading `around` an old one. */
  hasNewer: boolean
  /** Why the last request for messages failed. */
  error: MessengerError | undefined
  /** How far the other person has read. */
  seen: SeenUpTo | undefined
  /** The uuid of the first message that was unread when the person opened the conversation or looked away from it. */
  firstUnread: string | undefined
  /** The uuids of the people who are typing. */
  typing: readonly string[]
}

/** Where to load messages: the page before or after those that are held, the newest page, or the page around a message. */
export type LoadTarget = 'older' | 'newer' | 'newest' | { around: string }

export type OpenOptions = {
  /**
   * What is loaded if nothing is held yet: the newest messages (the default), or the place of the first unread message. If
   * that is not on the newest page, there are newer messages to load (`hasNewer`), also after many were missed.
   */
  at?: 'newest' | 'firstUnread'
}

export type Conversation = Store<ConversationState> & {
  /** Keeps the conversation up to date until the returned function is called. Can be called several times. */
  open(options?: OpenOptions): () => void
  /**
   * Puts a message into the outbox and returns its uuid. `replyTo` is the uuid of the message to which it replies, by default
   * that of `replyingTo`, which is removed. If that message is not held, this one is sent without `replyTo`. The attachments
   * of the draft are sent with it.
   */
  send(message: { text: string; replyTo?: string }): string
  /** Sets the message to which the draft replies, which has to be held, or quoted by one that is. Its uuid is stored with the draft. */
  setReplyTo(messageUuid: string | undefined): void
  /**
   * Changes the text of an own message, shown at once. An unsent message that was not attempted is changed in the outbox; if
   * it was attempted, the edit is sent after it. A newer edit replaces an unsent one.
   */
  edit(messageUuid: string, text: string): void
  /** Deletes an own message, shown at once, with its unsent changes. An unsent message that was not attempted is cancelled. */
  delete(messageUuid: string): void
  /** Sets the one reaction of the user to a message, or removes it; shown at once. */
  react(messageUuid: string, emoji: string | undefined): void
  /** Sends what failed or is waiting again, at once: a message by its uuid or a change by its id. */
  retry(id: string): void
  /** Removes a message or a change from what is to be sent, and returns its text. */
  cancel(id: string): string
  /**
   * Rejects with a MessengerError, which is in `error` as well; `around` a message that does not exist, with the code
   * `message_not_found`, which is not. Before `open`, only the page around the message is loaded. Does nothing if the message
   * is held.
   */
  load(target: LoadTarget): Promise<void>
  /** Marks the conversation as read up to this message, which is in `messages` or the last one that the list shows. */
  markRead(uuid: string): void
  /** Tells the other members that the person is typing; repeated calls send one frame every three seconds. */
  setTyping(isTyping: boolean): void
  setDraft(text: string): void
  setDraftAttachments(attachments: readonly LocalAttachment[]): void
  /** Removes the draft and everything that is not sent. */
  discard(): void
  /**
   * Archives or mutes the conversation, marks it as unread, or answers a request. Shown at once, and put back if the request
   * fails: then it rejects with a MessengerError.
   */
  update(change: MembershipChange): Promise<void>
  /**
   * Calls the listener with each message that arrives or is changed, also with one that is not in `messages`, until the
   * returned function is called.
   */
  listen(listener: (message: Message) => void): () => void
}

export type Inbox = {
  /** Newest first. */
  groups: readonly Group[]
  isLoaded: boolean
  hasMore: boolean
  /** Why the last request for the list failed. */
  error: MessengerError | undefined
}

export type InboxStore = Store<Inbox> & {
  /** Fetches the next page. Rejects with a MessengerError, which is in `error` as well. */
  loadMore(): Promise<void>
}

export type BlockedUsers = {
  users: readonly Blocked[]
  isLoaded: boolean
  hasMore: boolean
  /** Why the last request for the list failed. */
  error: MessengerError | undefined
}

/** Whom the user blocks. All of these reject with a MessengerError. */
export type BlocksStore = Store<BlockedUsers> & {
  /** From then on, the list is kept up to date. */
  load(): Promise<void>
  loadMore(): Promise<void>
  /** Their conversation moves to the list `blocked`. Shown at once, and put back if the request fails. */
  block(userUuid: string): Promise<void>
  /** Their conversation returns to the list where it was. */
  unblock(userUuid: string): Promise<void>
}

/** A frame, or what another tab has received from the API. */
export type LocalFrame = Frame | { type: 'row'; group: Group }

export type Connection = 'stopped' | 'connecting' | 'live' | 'polling' | 'offline'

export type Status = {
  /** `live`: by socket. `polling`: without a socket, every few seconds. `offline`: the API cannot be reached. */
  connection: Connection
  /** `expired`: `getToken` or the API no longer accepts the user, who has to sign in again. */
  session: 'active' | 'expired'
  /** The profile and the settings of the user, once they are known. */
  me: Me | undefined
  /** Why the profile is not known, or `account_suspended`. */
  error: MessengerError | undefined
  /** The profile was known, and the server does not have it any more: the account was deleted. */
  isGone: boolean
  /** A draft or an unsent message is only in memory, because the storage is full or blocked. */
  hasUnstored: boolean
}

/** Conversations that are muted, archived, blocked or not accepted do not count. */
export type UnreadStatus = { conversations: number; hasRequests: boolean }

export type Links = { next?: string; prev?: string; since?: string }

export type ApiInput<Route extends keyof Routes> = {
  path?: Routes[Route]['path']
  query?: Routes[Route]['query']
  body?: Routes[Route]['body']
  /** Sent as `Idempotency-Key`. */
  key?: string
  /** A link of an earlier response. It replaces `path` and `query`. */
  link?: string
}

export type ApiResponse<Route extends keyof Routes> = { body: Routes[Route]['response']; links: Links }

/** Calls a route of the API. Rejects with a MessengerError. */
export type Api = <Route extends keyof Routes>(
  route: Route,
  input?: ApiInput<Route>,
  options?: { signal?: AbortSignal },
) => Promise<ApiResponse<Route>>

export type Messenger = {
  /** Connects, and keeps everything up to date until the returned function is called. Can be repeated. */
  start(): () => void
  /** Fetches now what has changed, without waiting for the next attempt. Resolves when that has succeeded or failed. */
  refresh(): Promise<void>
  /**
   * Tells the server that nobody looks at the page, until the person looks again, if it is hidden. The server sends push messages
   * only to people who look at no page.
   */
  markAway(): void
  /** Erases what is stored for the user on this device: drafts and unsent messages. It resolves when the files are erased, too. */
  forget(): Promise<void>
  /** How many messages and drafts are stored on this device and not sent. */
  unsent(): { messages: number; drafts: number }
  status: Store<Status>
  unread: Store<UnreadStatus>
  /** The conversations that are known, in no order and whatever their list: a row that changes tells what has happened. */
  groups: Store<readonly Group[]>
  /** The drafts by the id of their conversation, also of conversations that were not opened. */
  drafts: Store<ReadonlyMap<string, string>>
  /** The uuids of the people who are typing, by the uuid of the conversation, also of conversations that were not opened. */
  typing: Store<ReadonlyMap<string, readonly string[]>>
  inbox(list?: ListName): InboxStore
  /** A conversation by its uuid, or by `@` and the handle of a person. The same object for the same id. */
  conversation(id: string): Conversation
  blocks: BlocksStore
  /**
   * Changes the user's names and settings. Settings are shown at once, and put back if the request fails; names when the server
   * has stored them. If the request fails, it rejects with a MessengerError.
   */
  updateMe(change: MeChange): Promise<void>
  /** Loads what pictures need, the first time. Rejects with a MessengerError if that fails, or if there is no support. */
  attachments(): Promise<Attachments>
  api: Api
  /** A new idempotency key. `isRefused`: the server did not accept the last one, perhaps because the clock is wrong. */
  newKey(isRefused?: boolean): Promise<string>
  /** Something that the user has done with `api`: it is received like a frame, here and in the other tabs. */
  publish(frame: LocalFrame): void
}

export type GroupMembers = {
  /** In the order in which they have joined. */
  members: readonly Member[]
  isLoaded: boolean
  /** Why the last request failed. */
  error: MessengerError | undefined
}

export type MembersStore = Store<GroupMembers> & {
  /** Loads the members, and keeps them up to date until the returned function is called. Can be called several times. */
  open(): () => void
  /** Loads them again. If that fails, the reason is in `error`. */
  load(): Promise<void>
}

/** What people do with named groups. All of these reject with a MessengerError. */
export type NamedGroups = {
  /**
   * Creates a group of the user and others, and returns its uuid. A call that repeats one that failed has the same
   * idempotency key, so that it creates no second group.
   */
  create(group: { title: string; userUuids: readonly string[] }): Promise<string>
  rename(groupUuid: string, title: string): Promise<void>
  addMember(groupUuid: string, userUuid: string): Promise<void>
  /** Only the owner of the group can remove somebody. */
  removeMember(groupUuid: string, userUuid: string): Promise<void>
  /** Drafts and unsent messages in the group are deleted. */
  leave(groupUuid: string): Promise<void>
  /** The same object for the same group. */
  members(groupUuid: string): MembersStore
}

/** Where the messenger stores drafts and unsent messages. In a browser: `localStorage`. */
export type MessengerStorage = {
  getItem(name: string): string | null
  /** `isInMemory`: it must not be stored, because what it refers to is only in memory. */
  setItem(name: string, value: string, isInMemory?: boolean): void
  removeItem(name: string): void
  names(): string[]
  /** Calls the listener after another tab has changed an entry, or all of them (null). */
  subscribe?(listener: (name: string | null, change: StorageChange) => void): () => void
}

export type StorageChange = { oldValue: string | null; newValue: string | null }

/** Where the messenger stores the files of drafts and unsent messages. It rejects if it is full or blocked. */
export type FileStore = {
  get(name: string): Promise<Blob | undefined>
  put(name: string, file: Blob): Promise<void>
  remove(name: string): Promise<void>
  names(): Promise<string[]>
}

/**
 * Posts a form with these fields and the file, which comes last. Resolves with the status of the response; 0 if there is none.
 * `onProgress` gets the part that was sent, from 0 to 1.
 */
export type SendFile = (
  request: Upload['upload'] & { file: Blob; signal: AbortSignal; onProgress: (sent: number) => void },
) => Promise<number>

/** What pictures need. */
export type AttachmentSupport = {
  createAttachments: typeof createAttachments
  files: FileStore
  sendFile: SendFile
}

/** Carries what one tab has done to the other tabs of the same user. In a browser: a BroadcastChannel. */
export type MessengerChannel = {
  postMessage(message: unknown): void
  subscribe(listener: (message: unknown) => void): () => void
}

/** In a browser: `navigator.locks`. */
export type MessengerLocks = {
  request<Result>(name: string, work: () => Promise<Result>): Promise<Result>
}

/** Whether the device is online and the person is looking. */
export type Activity = {
  isOnline(): boolean
  isVisible(): boolean
  isFocused(): boolean
  subscribe(listener: () => void): () => void
}

/** What the messenger uses of its environment. */
export type Platform = {
  fetch: typeof fetch
  WebSocket: typeof WebSocket
  storage: MessengerStorage
  channel: MessengerChannel | undefined
  locks: MessengerLocks | undefined
  activity: Activity
  now: () => number
  random: () => number
  setTimeout: (callback: () => void, delayMs: number) => unknown
  clearTimeout: (timer: unknown) => void
  /** Loads what pictures need. Without it, messages with pictures cannot be sent. */
  loadAttachments: (() => Promise<AttachmentSupport>) | undefined
}

export type MessengerOptions = Partial<Platform> & {
  apiUrl: string
  /** Without it, the messenger polls. */
  webSocketUrl?: string | undefined
  /** The `sub` claim of the user's tokens. The messenger never uses a token of another user. */
  userId: string
  /**
   * Returns an access token. `refused` is one that the API did not accept. Rejects with a MessengerError with the code
   * `unauthorized` when the user has to sign in again.
   */
  getToken: (refused?: string) => Promise<string>
  /**
   * The server's time, for a device whose clock is wrong: browsers hide the `Date` header of other origins. Called at the
   * start and when the server refuses a key.
   */
  readServerTime?: () => Promise<number | undefined>
}
