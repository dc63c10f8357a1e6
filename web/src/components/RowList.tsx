import { type ReactNode, useEffect, useRef } from 'react'
import * as texts from '../texts.ts'
import { useLaterCode } from './useLoadedLater.ts'

type Props = {
  isBusy: boolean
  /** A row was opened. */
  onOpened?: () => void
  children: ReactNode
}

/** A list of conversations or people, in which the arrow keys move. */
export const RowList = ({ isBusy, onOpened, children }: Props) => {
  const later = useLaterCode()
  return (
    <nav
      aria-label={texts.conversations}
      className="inbox"
      aria-busy={isBusy}
      onKeyDown={later?.moveBetweenRows}
      onClick={(event) => event.defaultPrevented && onOpened?.()} // a link within the page
    >
      {children}
    </nav>
  )
}

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
