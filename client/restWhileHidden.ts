import type { Messenger, Platform } from './types.ts'

/** Before a phone suspends the page: a suspended page keeps its socket open, but does not show what arrives. */
const restAfterMs = 2000

/**
 * Closes the socket of a page that nobody looks at, because the server sends push messages only to people without an open
 * socket. For a device that is registered for them; ends when the returned function is called.
 */
export const restWhileHidden = (
  { rest }: Pick<Messenger, 'rest'>,
  { activity, setTimeout, clearTimeout }: Pick<Platform, 'activity' | 'setTimeout' | 'clearTimeout'>,
): (() => void) => {
  let wasVisible = true
  let timer: unknown

  const update = () => {
    const isVisible = activity.isVisible()
    if (isVisible === wasVisible) return
    wasVisible = isVisible
    clearTimeout(timer)
    if (!isVisible) timer = setTimeout(rest, restAfterMs)
  }

  update()
  const stop = activity.subscribe(update)
  return () => {
    stop()
    clearTimeout(timer)
  }
}
