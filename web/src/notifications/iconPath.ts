/** `npm run icons` makes an icon for each number up to this, and one for more. */
export const maxOnIcon = 9

/** The icon of the page. The content security policy allows no icon that the page has drawn itself. */
export const iconPath = (unread: number): string => {
  if (unread === 0) return '/icon.svg'
  return `/icon-unread-${unread > maxOnIcon ? 'many' : unread}.svg`
}
