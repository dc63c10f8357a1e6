import type { Connection } from '../../client/types.ts'

export type Situation = {
  /** The API no longer accepts the user's tokens. */
  isExpired: boolean
  connection: Connection
  /** Whether the device has a network. */
  isOnline: boolean
  /** Something that the person has written is only in memory. */
  hasUnstored: boolean
  /** The server has asked to wait, and something is waiting for it. */
  isThrottled: boolean
  /** What is on the screen could not be loaded, and is requested again. */
  isFailing: boolean
}

/** `isBrief`: the state often ends by itself within a moment, and is shown only if it lasts. */
export type StatusLine = { text: string; isBrief?: boolean }

const keepOpen = 'Keep this page open until your messages are sent.'

/** What the person has to know first: there is one line, for one state at a time. */
export const statusLineOf = (situation: Situation): StatusLine => {
  const { isExpired, connection, isOnline, hasUnstored, isThrottled, isFailing } = situation
  if (isExpired) return { text: 'Your session has expired.' }
  if (connection === 'offline') {
    if (hasUnstored) return { text: `${isOnline ? "Can't connect." : 'No internet connection.'} ${keepOpen}` }
    if (isOnline) return { text: "Can't connect. Trying again…" }
    return { text: 'No internet connection. Messages will be sent later.' }
  }
  if (hasUnstored) return { text: `This browser can't save what you write. ${keepOpen}`, isBrief: true }
  if (isThrottled) return { text: "You're doing that too fast. Trying again in a moment…", isBrief: true }
  if (isFailing) return { text: "Can't connect. Trying again…" }
  if (connection === 'connecting') return { text: 'Connecting…', isBrief: true }
  if (connection === 'polling') return { text: 'Live updates unavailable. Checking every few seconds.' }
  return { text: '' }
}
