import type { Json } from './scenario.ts'

export type Sent = { as: string; key: string; text: string; group: string; status: number; body: Json }
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
  views: [] as View[],
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
