import type { Message } from './message.ts'
import { type Place, timeOf } from './place.ts'

/** What a batch of new messages changes for one member of one conversation. */
export type Arrival = {
  userUuid: string
  newest: Message
  /** The place of the member's own newest message in the batch. They have read everything before it. */
  ownPlace?: Place | undefined
}

const newestOf = (messages: Message[]): Message | undefined =>
  messages.reduce<Message | undefined>(
    (newest, message) => (newest && newest.place > message.place ? newest : message),
    undefined,
  )

/** The age of the oldest message. */
export const lagOf = (messages: Message[], now: number): number =>
  Math.max(...messages.map(({ place }) => now - Date.parse(timeOf(place))))

/** One arrival per member and conversation. The order of the messages does not matter. */
export const arrivalsIn = (messages: Message[]): Arrival[] =>
  [...Map.groupBy(messages, ({ groupUuid }) => groupUuid).values()].flatMap((ofGroup) => {
    const newest = newestOf(ofGroup) as Message
    const members = new Set(ofGroup.flatMap(({ memberUuids }) => memberUuids))
    return [...members].map((userUuid) => ({
      userUuid,
      newest,
      ownPlace: newestOf(ofGroup.filter(({ sender }) => sender.uuid === userUuid))?.place,
    }))
  })
