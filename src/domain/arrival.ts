import type { Message } from './message.ts'

/** What a batch of messages means for one member of one conversation. */
export type Arrival = {
  userUuid: string
  newest: Message
  /** Where the member's own last word of the batch stands: they have read up to there. */
  ownPlace?: string | undefined
}

const later = (one: Message, other: Message): Message => (one.place < other.place ? other : one)

/** One arrival for each member of each conversation, however many messages came, and in whatever order. */
export const arrivalsIn = (messages: Message[]): Arrival[] =>
  [...Map.groupBy(messages, ({ groupUuid }) => groupUuid).values()].flatMap((ofGroup) => {
    const newest = ofGroup.reduce(later)
    const members = new Set(ofGroup.flatMap(({ memberUuids }) => memberUuids))
    return [...members].map((userUuid) => {
      const own = ofGroup.filter(({ sender }) => sender.uuid === userUuid)
      return { userUuid, newest, ownPlace: own.length > 0 ? own.reduce(later).place : undefined }
    })
  })
