import type { Messenger } from '../../../client/types.ts'
import type { Services } from '../services.ts'
import { endDeleted, signInAgain } from './endSession.ts'

/** The messenger tries once more in between, and the status line offers to sign in again. */
const refusedForMs = 60_000

/**
 * Ends the session when the account was deleted, or when the API accepts no token of it although Cognito renews them: the user
 * has signed out everywhere. Stops when the returned function is called.
 */
export const watchSession = (messenger: Messenger, services: Services): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isEnding = false

  const end = (work: () => Promise<void>) => {
    if (isEnding) return
    isEnding = true
    work()
  }

  const update = () => {
    const { isGone, session } = messenger.status.get()
    if (isGone) end(() => endDeleted(messenger, services))
    if (session === 'active') {
      clearTimeout(timer)
      timer = undefined
    } else timer ??= setTimeout(() => end(() => signInAgain(services)), refusedForMs)
  }

  update()
  const stop = messenger.status.subscribe(update)
  return () => {
    stop()
    clearTimeout(timer)
  }
}
