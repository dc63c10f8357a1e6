import type { Messenger } from '../../../client/types.ts'
import { iconPath } from './iconPath.ts'

const show = (unread: number) => {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (icon && icon.getAttribute('href') !== iconPath(unread)) icon.href = iconPath(unread)
  // On the icon of the installed app. 0 removes the number.
  navigator.setAppBadge?.(unread)?.catch(() => {})
}

/** Shows the number of unread conversations on the icon, until the returned function is called. */
export const showUnreadOnIcon = ({ unread }: Messenger): (() => void) => {
  const update = () => show(unread.get().conversations)
  update()
  const stop = unread.subscribe(update)
  return () => {
    stop()
    show(0)
  }
}
