import type { Messenger, Platform } from './types.ts'

/** Of a device that gets push messages: before a phone suspends the page, and not for each glance at another tab. */
const awayAfterMs = 2000
/** Of another one, which tells it for the other devices of the user, if there are any. */
const unregisteredAwayAfterMs = 60_000

type Device = {
  /** Whether the device gets push messages. */
  isRegistered: () => boolean
}

/**
 * Tells the server when nobody looks at the page, because it sends push messages only to people who look at no page. Ends when
 * the returned function is called.
 */
export const awayWhileHidden = (
  { markAway }: Pick<Messenger, 'markAway'>,
  { activity, setTimeout, clearTimeout }: Pick<Platform, 'activity' | 'setTimeout' | 'clearTimeout'>,
  { isRegistered }: Device,
): (() => void) => {
  let wasVisible = true
  let timer: unknown

  const update = () => {
    const isVisible = activity.isVisible()
    if (isVisible === wasVisible) return
    wasVisible = isVisible
    clearTimeout(timer)
    if (!isVisible) timer = setTimeout(markAway, isRegistered() ? awayAfterMs : unregisteredAwayAfterMs)
  }

  update()
  const stop = activity.subscribe(update)
  return () => {
    stop()
    clearTimeout(timer)
  }
}
