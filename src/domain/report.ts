import { erasedUser, type Message, type Person } from './message.ts'

/** The text of a message in a report whose sender was erased. */
export const redactedText = '[deleted]'

/** What a report says about a message. */
export const reportReasons = ['spam', 'abuse', 'other'] as const
export type ReportReason = (typeof reportReasons)[number]

/** How many messages a report keeps before the reported one, and how many after it. */
export const maxContext = 5

export type ReportedMessage = Pick<Message, 'uuid' | 'place' | 'text' | 'sender' | 'attachments'>

/** A report of a message, for the moderators. */
export type Report = {
  groupUuid: string
  messageUuid: string
  reporter: Person
  reason: ReportReason
  note?: string | undefined
  createdAt: string
  /** The reported message and its context, oldest first, as they were when it was reported. */
  messages: ReportedMessage[]
  closedAt?: string | undefined
  closingNote?: string | undefined
}

export const reportedMessageIn = ({ messages, messageUuid }: Report): ReportedMessage | undefined =>
  messages.find(({ uuid }) => uuid === messageUuid)

/** The sender of the reported message. */
export const reportedUserIn = (report: Report): Person => reportedMessageIn(report)?.sender ?? erasedUser
