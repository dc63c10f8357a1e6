import type { Action } from './socket.ts'
import type { TimelineEvent } from './timelineState.ts'
import type { Platform, Profile } from './types.ts'

const intervalMs = 3000
const expiresMs = 5000

type Context = { platform: Platform; sendFrame: (action: Action) => boolean; me: () => Profile | undefined }
type Target = { uuid: () => string | undefined; dispatch: (event: TimelineEvent) => void }

/** Who is typing in a conversation: what the user does, and what frames say about the others. */
export const createTyping = ({ platform, sendFrame, me }: Context, { uuid, dispatch }: Target) => {
  const { now, setTimeout, clearTimeout } = platform
  const timers = new Map<string, unknown>()
  let sentAt = Number.NEGATIVE_INFINITY

  const reset = () => {
    sentAt = Number.NEGATIVE_INFINITY
  }

  const stopped = (userUuid: string) => {
    clearTimeout(timers.get(userUuid))
    timers.delete(userUuid)
    dispatch({ type: 'typing', userUuid, isTyping: false })
  }

  return {
    reset,
    stopped,

    set: (isTyping: boolean) => {
      const groupUuid = uuid()
      if (!isTyping) return reset()
      // Either direction of a clock that was changed ends the interval.
      if (!groupUuid || Math.abs(now() - sentAt) < intervalMs) return
      if (sendFrame({ action: 'typing', message_group_uuid: groupUuid })) sentAt = now()
    },

    received: (userUuid: string) => {
      if (userUuid === me()?.uuid) return
      clearTimeout(timers.get(userUuid))
      timers.set(
        userUuid,
        setTimeout(() => stopped(userUuid), expiresMs),
      )
      dispatch({ type: 'typing', userUuid, isTyping: true })
    },

    stop: () => {
      for (const userUuid of [...timers.keys()]) stopped(userUuid)
    },
  }
}
