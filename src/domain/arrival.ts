import type { Message } from './message.ts'
import { timeOf } from './place.ts'

/** What a batch of messages means for one member of one conversation. */
export type Arrival = {
  userUuid: string
  newest: Message
  /** Where the member's own last word of the batch stands: they have read up to there. */
  ownPlace?: string | undefined
}

const lastOf = (messages: Message[]): Message | undefined =>
  messages.reduce<Message | undefined>(
    (last, one) => (last && last.place > one.place ? last : one),
    undefined,
  )

/** How long the oldest of them has been under way. */
export const lagOf = (messages: Message[], now: number): number =>
  Math.max(...messages.map(({ place }) => now - Date.parse(timeOf(place))))

/** One arrival for each member of each conversation, however many messages came, and in whatever order. */
export const arrivalsIn = (messages: Message[]): Arrival[] =>
  [...Map.groupBy(messages, ({ groupUuid }) => groupUuid).values()].flatMap((ofGroup) => {
    const newest = lastOf(ofGroup) as Message
    const members = new Set(ofGroup.flatMap(({ memberUuids }) => memberUuids))
    return [...members].map((userUuid) => ({
      userUuid,
      newest,
      ownPlace: lastOf(ofGroup.filter(({ sender }) => sender.uuid === userUuid))?.place,
    }))
  })
