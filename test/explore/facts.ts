import type { Json } from './scenario.ts'

/** What had been answered when something began: ids of changes. */
export type Before = { after: string[] }

/** A send that has begun. */
export type Attempt = Before & {
  key: string
  /** An earlier attempt had stored the message. */
  wasStored: boolean
}

export type Sent = Attempt & {
  as: string
  text: string
  group: string
  status: number
  body: Json
}

/** A change of a list, a block or a setting, which was answered. */
export type Change = Before & { id: string; what: string; as: string; other: string }
export type View = { as: string; of: string; rows: Json[] }

/** A change of a message that was answered. */
export type MessageChange = Begun & {
  as: string
  kind: 'edit' | 'deletion' | 'reaction'
  uuid: string
  text?: string | undefined
  key?: string | undefined
  status: number
  code?: string | undefined
}
/** A change or a reading that has begun. Attempts of the same one have the same id. */
export type Begun = Before & { id: string }

/** A message as a client holds it. */
export type Version = { revision: number; content: string }

/** A link `since`, and what the client held when it got it. */
export type Cursor = { query: Record<string, string>; held: Map<string, Version> }

/** A client that follows the catch-up rule. */
export type Client = {
  as: string
  group: string
  limit: string
  held: Map<string, Version>
  /** The query of its last link `since`. */
  since?: Record<string, string> | undefined
  /** All links `since` that it has got, if the scenario tries every link. */
  cursors: Cursor[]
  socket?: string
  /** It has caught up since its socket opened. */
  hasCaughtUp?: boolean
}

export type Job = {
  body: string
  delayMs: number
  /** It was delivered, and has succeeded. */
  isDone?: boolean
  /** It was sent again since its delivery began. */
  isSentAgain?: boolean
}

export type Push = { endpoint: string; message: string; by: string }

/** An actor has begun to push a message of somebody to somebody. */
export type Pushing = Before & { by: string; message: string; from: string; to: string }

/** A picture that was announced: what its form can upload, and until when. */
export type Upload = { uuid: string; key: string; until: number }

/** A request to create a named group. */
export type Creation = Before & { as: string; others: string[]; title: string; status: number; body: Json }
export type NamedGroup = { uuid: string; creations: Creation[] }

/** Somebody has asked for something that only members of a named group may read. */
export type Reading = Before & { as: string; group: string; what: string; status: number }

/** What the actors asked for, what they were answered, and what went wrong. */
export const noFacts = () => ({
  sent: [] as Sent[],
  /** Sends that have begun, also those that have crashed. */
  begun: [] as Attempt[],
  views: [] as View[],
  changes: [] as Change[],
  /** Names that people have asked for. */
  renames: [] as { as: string; display_name: string; handle: string }[],
  /** Jobs in the queue of long work. */
  jobs: [] as Job[],
  /** What the push service has taken, and by which actors. */
  pushes: [] as Push[],
  goneEndpoints: [] as string[],
  /** Deliveries of pushes that have begun. */
  pushing: [] as Pushing[],
  /** Browsers that were registered, by the uuid of the subscription. */
  browsers: {} as Record<string, string>,
  /** Accounts of the user pool that were deleted. */
  deletedAccounts: [] as string[],
  /** Names of those who have signed out everywhere, and when. */
  signOuts: {} as Record<string, number>,
  /** Names of those who have begun to sign out everywhere. */
  signingOut: [] as string[],
  /** Names of those whom the operator has suspended. */
  suspended: [] as string[],
  /** When people have signed in again. */
  signIns: {} as Record<string, number>,
  /** A job that writes files has crashed. */
  hasCrashedExport: false,
  /** The pictures that people have announced. */
  uploads: {} as Record<string, Upload>,
  /** Reports that were answered: message uuids. */
  reported: [] as string[],
  /** A call was refused: what depends on it can fail. */
  hasRefusal: false,
  namedGroups: {} as Record<string, NamedGroup>,
  /** What people have read in named groups. */
  readings: [] as Reading[],
  /** Names of those who have begun a change. */
  changing: [] as string[],
  changesBegun: [] as Begun[],
  messageChanges: [] as MessageChange[],
  /** The last answered reaction of each user, by device and message. Null if it was removed. */
  reactions: {} as Record<string, Record<string, string | null>>,
  /** The texts that each message can have had, by its uuid. */
  wordings: {} as Record<string, string[]>,
  /** How many messages the preparations have sent. */
  sentBefore: 0,
  /** How far somebody was told that the other one has read, in this order. */
  seen: [] as { as: string; time: string }[],
  /** Conversations that come from the original application. */
  migrated: [] as string[],
  hasStaleRead: false,
  /** Names of those whose erasure has ended. */
  erased: [] as string[],
  /** Names of those whose erasure has begun. */
  erasing: [] as string[],
  texts: {} as Record<string, string[]>,
  keys: {} as Record<string, string>,
  problems: [] as string[],
})

export type Facts = ReturnType<typeof noFacts>
