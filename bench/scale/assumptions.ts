/*
 * What is assumed about the busiest hour of a million people. Everything else follows from the design of the keys and from the
 * rules in src/domain.
 */

export const assumptions = {
  people: 1_000_000,
  seconds: 3600,
  /** On average. Some write hundreds: see `conversationSkew`. */
  messagesPerPerson: 3,
  /** Conversations that exist. */
  directConversations: 5_000_000,
  groups: 200_000,
  /** Of all messages. */
  shareInGroups: 0.25,
  /** Members of a group: 3 at least, and half of the groups have no more than this. At most 50. */
  medianMembers: 6,
  /** Conversation i of n gets messages in proportion to i^-skew: 0 is even. */
  conversationSkew: 0.6,
  /** Person i of n is a member in proportion to i^-skew. */
  popularitySkew: 0.5,
  /** Messages come in talks. Their number is heavy-tailed (Pareto), with this mean. */
  messagesPerTalk: 12,
  secondsBetweenMessages: 15,
  bytesPerMessage: 300,
  /** Of all messages: so many have one picture. */
  shareWithPicture: 0.1,
  kilobytesPerPicture: 300,
  /** How often a receiver loads a picture from the bucket, and not from the cache of the browser. */
  loadsPerReceiver: 1.5,
  /** How many of the people have an open socket. */
  online: 0.15,
  socketMinutes: 20,
  /** For each message that somebody receives: read marks, inbox pages and pages of messages. */
  marks: 0.5,
  inboxPages: 0.3,
  messagePages: 0.3,
  /** Read units of a page, measured (docs/performance.md). */
  inboxPageRcu: 4,
  messagePageRcu: 2.5,
  /** Functions of the stream: for one invocation, and for 50 requests to the table or to the gateway at once. */
  invocationMs: 15,
  requestMs: 8,
  batchSize: 100,
} as const

export type Assumptions = { readonly [Name in keyof typeof assumptions]: number }
