import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

const moveBetweenRows = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.altKey) return
  const rows = [...event.currentTarget.querySelectorAll('a')]
  const index = rows.indexOf(document.activeElement as HTMLAnchorElement)
  // Above the first row is the search field.
  const next = rows[index + step] ?? (index === 0 && document.querySelector<HTMLElement>('.sidebar input'))
  if (!next) return
  event.preventDefault()
  next.focus()
}

type Props = {
  isBusy: boolean
  /** A row was opened. */
  onOpened?: () => void
  children: ReactNode
}

/** A list of conversations or people, in which the arrow keys move. */
export const RowList = ({ isBusy, onOpened, children }: Props) => (
  <nav
    aria-label="Conversations"
    className="inbox"
    aria-busy={isBusy}
    onKeyDown={moveBetweenRows}
    onClick={(event) => event.defaultPrevented && onOpened?.()} // a link within the page
  >
    {children}
  </nav>
)

/** The end of the list: loads the next page when it comes near the screen. */
export const NextPageLoader = ({ loadMore }: { loadMore: () => void }) => {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), {
      rootMargin: '400px',
    })
    if (end.current) observer.observe(end.current)
    return () => observer.disconnect()
  })
  return <div ref={end} aria-hidden="true" />
}
