import { dateAndTime, isSameDay, timeOfDay } from './time.ts'

export type CopiedMessage = { name: string; createdAt: string; text: string }

/** Several messages as plain text, one after the other. Each has its date if they are not all of the same day. */
export const copiedText = (messages: readonly CopiedMessage[]): string => {
  const first = messages[0]?.createdAt ?? ''
  const isOneDay = messages.every(({ createdAt }) => isSameDay(first, createdAt))
  const timeOf = isOneDay ? timeOfDay : dateAndTime
  return messages.map(({ name, createdAt, text }) => `${name}, ${timeOf(createdAt)}: ${text}`).join('\n')
}
