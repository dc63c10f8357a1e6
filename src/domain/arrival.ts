import type { Message } from './message.ts'
import { type Place, timeOf } from './place.ts'

/** A message in a stream record. `isChange`: it was stored before. */
export type Recorded = { message: Message; isChange: boolean }

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

/** For the log: the age of the oldest new message, if there is one. */
export const lagOf = (recorded: Recorded[], now: number): { lag_ms?: number } => {
  const added = recorded.filter(({ isChange }) => !isChange)
  if (added.length === 0) return {}
  return { lag_ms: Math.max(...added.map(({ message }) => now - Date.parse(timeOf(message.place)))) }
}

/** One arrival per member and conversation. The order of the messages does not matter. */
export const arrivalsIn = (messages: Message[]): Arrival[] =>
  [...Map.groupBy(messages, ({ groupUuid }) => groupUuid).values()].flatMap((messagesOfGroup) => {
    const newest = newestOf(messagesOfGroup) as Message
    const members = new Set(messagesOfGroup.flatMap(({ memberUuids }) => memberUuids))
    return [...members].map((userUuid) => ({
      userUuid,
      newest,
      ownPlace: newestOf(messagesOfGroup.filter(({ sender }) => sender.uuid === userUuid))?.place,
    }))
  })

/** The messages of one conversation that were changed, for one of its members. */
export type MemberChanges = { userUuid: string; groupUuid: string; messages: Message[] }

export const changesIn = (messages: Message[]): MemberChanges[] =>
  [...Map.groupBy(messages, ({ groupUuid }) => groupUuid)].flatMap(([groupUuid, messagesOfGroup]) => {
    const members = new Set(messagesOfGroup.flatMap(({ memberUuids }) => memberUuids))
    return [...members].map((userUuid) => ({ userUuid, groupUuid, messages: messagesOfGroup }))
  })
