import { type KeyboardEvent, useEffect, useRef } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
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
const NextPageLoader = ({ loadMore }: { loadMore: () => void }) => {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), {
      rootMargin: '400px',
    })
    if (end.current) observer.observe(end.current)
    return () => observer.disconnect()
  })
  return <div ref={end} className="more" aria-hidden="true" />
}

export const InboxList = ({ openId }: { openId: string | undefined }) => {
  const messenger = useMessenger()
  const inbox = messenger.inbox()
  const { groups, isLoaded, hasMore, error } = useStore(inbox)
  const now = useNow()
  // A failure that may pass is in the status line, and the request is repeated.
  const isLoading = !isLoaded && (!error || error.isRetryable)
  // The error is in the state as well.
  const loadMore = () => inbox.loadMore().catch(messengerErrorOf)
  return (
    <nav aria-label="Conversations" className="inbox" aria-busy={!isLoaded} onKeyDown={moveBetweenRows}>
      {isLoading && groups.length === 0 && <Skeleton />}
      {isLoaded && groups.length === 0 && <Empty />}
      {groups.length > 0 && (
        <ul>
          {groups.map((group) => (
            <InboxRow key={group.uuid} group={group} isOpen={group.uuid === openId} now={now} />
          ))}
        </ul>
      )}
      {error && !isLoaded && !isLoading && <ErrorNotice code={error.code} onRetry={messenger.refresh} />}
      {error && hasMore && <ErrorNotice code={error.code} onRetry={loadMore} />}
      {hasMore && !error && <NextPageLoader key={groups.length} loadMore={loadMore} />}
    </nav>
  )
}
