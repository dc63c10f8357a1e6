import type { Capacity } from './capacity.ts'

/** The capacity of a message: while its sender waits, to update both inboxes, and to find the sockets for a push. */
export type MessageCost = { send: Capacity; inbox: Capacity; push: Capacity }

export type Side = 'me' | 'other'

/** Two people with a conversation, in one of the designs. The first of them has twenty conversations. */
export type Pair = {
  send: (who: Side, text: string) => Promise<MessageCost>
  /** Reads the newest twenty conversations of the first person. */
  readInbox: () => Promise<Capacity>
  /** Reads the newest twenty messages. */
  readPage: (who: Side) => Promise<Capacity>
}

/** Twenty groups with a title and the same members, in one of the designs. */
export type Groups = {
  /** Sends a message of a member, by number, to the last of the groups. */
  send: (by: number, text: string) => Promise<MessageCost>
  /** All members mark the last group as read, in a design with read marks. */
  markRead?: () => Promise<void>
  /** Reads the newest twenty conversations of the first member. */
  readInbox: () => Promise<Capacity>
  /** Reads the newest twenty messages of the last group. */
  readPage: () => Promise<Capacity>
}

export type Design = {
  name: string
  createPair: (text: string) => Promise<Pair>
  createGroups: (size: number, text: string) => Promise<Groups>
  /** The capacity to start a conversation, until both inboxes show it. */
  startConversation: (text: string) => Promise<Capacity>
}

export const rowsOnAPage = 20
