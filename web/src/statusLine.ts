import type { Connection } from '../../client/types.ts'
import * as texts from './texts.ts'

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

/** What the person has to know first: there is one line, for one state at a time. */
export const statusLineOf = (situation: Situation): StatusLine => {
  const { isExpired, connection, isOnline, hasUnstored, isThrottled, isFailing } = situation
  if (isExpired) return { text: texts.sessionExpired }
  if (connection === 'offline') {
    if (hasUnstored) return { text: isOnline ? texts.cantConnectUnsaved : texts.offlineUnsaved }
    if (isOnline) return { text: texts.cantConnectRetrying }
    return { text: texts.offline }
  }
  if (hasUnstored) return { text: texts.cantSave, isBrief: true }
  if (isThrottled) return { text: texts.throttled, isBrief: true }
  if (isFailing) return { text: texts.cantConnectRetrying }
  if (connection === 'connecting') return { text: texts.connecting, isBrief: true }
  if (connection === 'polling') return { text: texts.polling }
  return { text: '' }
}
