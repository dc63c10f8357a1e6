import { type KeyboardEvent, useEffect, useRef } from 'react'
import { refresh } from '../live.ts'
import { inbox, loadMoreGroups } from '../mailbox.ts'
import { useStore } from '../store.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { InboxRow } from './InboxRow.tsx'
import { useNow } from './useNow.ts'

const Skeleton = () => (
  <ul aria-hidden="true" className="skeletons">
    {[1, 2, 3, 4].map((number) => (
      <li key={number} className="row skeleton">
        <span className="avatar" />
        <span className="lines" />
      </li>
    ))}
  </ul>
)

const Empty = () => (
  <div className="empty">
    <p className="big">No conversations yet</p>
    <p>Search for someone by handle and say hello.</p>
  </div>
)

const moveBetweenRows = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const rows = [...event.currentTarget.querySelectorAll('a')]
  const next = rows[rows.indexOf(document.activeElement as HTMLAnchorElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** The end of the list: loads the next page when it comes near the screen. */
const NextPageLoader = () => {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMoreGroups(), {
      rootMargin: '400px',
    })
    if (end.current) observer.observe(end.current)
    return () => observer.disconnect()
  })
  return <div ref={end} className="more" aria-hidden="true" />
}

export const InboxList = ({ openId }: { openId: string | undefined }) => {
  const { groups, isLoaded, next, code } = useStore(inbox)
  const now = useNow()
  return (
    <nav aria-label="Conversations" className="inbox" aria-busy={!isLoaded} onKeyDown={moveBetweenRows}>
      {!isLoaded && !code && groups.length === 0 && <Skeleton />}
      {isLoaded && groups.length === 0 && <Empty />}
      {groups.length > 0 && (
        <ul>
          {groups.map((group) => (
            <InboxRow key={group.uuid} group={group} isOpen={group.uuid === openId} now={now} />
          ))}
        </ul>
      )}
      {code && !isLoaded && <ErrorNotice code={code} onRetry={refresh} />}
      {code && next && <ErrorNotice code={code} onRetry={loadMoreGroups} />}
      {next && !code && <NextPageLoader key={next} />}
    </nav>
  )
}
