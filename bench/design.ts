import type { Capacity } from './capacity.ts'

/** What a message takes: while its sender waits, until both inboxes show it, and to find whose sockets to tell. */
export type Took = { send: Capacity; inbox: Capacity; push: Capacity }

export type Side = 'me' | 'other'

/** Two people and their conversation, in some design. The first of them has twenty conversations. */
export type Pair = {
  says: (who: Side, text: string) => Promise<Took>
  /** The first one's newest twenty conversations. */
  inbox: () => Promise<Capacity>
  /** The newest twenty messages. */
  page: (who: Side) => Promise<Capacity>
}

export type Design = {
  name: string
  aPair: (text: string) => Promise<Pair>
  /** What it takes to begin a conversation, until both inboxes show it. */
  begin: (text: string) => Promise<Capacity>
}

export const rowsOnAPage = 20
