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

/** A client that follows the catch-up rule. */
export type Client = {
  as: string
  group: string
  held: Set<string>
  /** The query of its last link `since`. */
  since?: Record<string, string> | undefined
  socket?: string
  /** It has caught up since its socket opened. */
  hasCaughtUp?: boolean
}

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
  jobs: [] as string[],
  /** Names of those who have begun a change. */
  changing: [] as string[],
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
