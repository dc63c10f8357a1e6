import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react'

const subscribe = (listener: () => void) => {
  addEventListener('popstate', listener)
  return () => removeEventListener('popstate', listener)
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname)

/** The query string of the address, with its question mark. */
export const useQueryString = (): string => useSyncExternalStore(subscribe, () => location.search)

export const navigate = (path: string, { replace = false } = {}) => {
  if (path === location.pathname + location.search) return
  if (replace) history.replaceState(history.state, '', path)
  else history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
}

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

type Props = ComponentProps<'a'> & {
  href: string
  replace?: boolean
  /** What a click does. */
  go?: (href: string, options: { replace: boolean }) => void
}

/** A link within the app: a real one, so that it can be opened in a new tab. */
export const Link = ({ href, replace = false, go = navigate, onClick, ...rest }: Props) => (
  <a
    {...rest}
    href={href}
    onClick={(event) => {
      onClick?.(event)
      if (event.defaultPrevented || !isPlainClick(event)) return
      event.preventDefault()
      go(href, { replace })
    }}
  />
)
