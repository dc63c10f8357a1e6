import { type KeyboardEvent, useEffect, useRef } from 'react'
import { refresh } from '../live.ts'
import { inbox, loadMoreGroups } from '../mailbox.ts'
import { useStore } from '../store.ts'
import { InboxRow } from './InboxRow.tsx'
import { Trouble } from './Trouble.tsx'
import { useNow } from './useNow.ts'

const Skeleton = () => (
  <ul aria-hidden="true" className="skeletons">
    {[1, 2, 3, 4].map((one) => (
      <li key={one} className="row skeleton">
        <span className="avatar" />
        <span className="lines" />
      </li>
    ))}
  </ul>
)

const Empty = () => (
  <div className="empty">
    <p className="big">No conversations yet</p>
    <p>Find somebody by their handle above, and say hello.</p>
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

/** The end of the list, which fetches what follows when it comes near. */
const More = () => {
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
      {code && !isLoaded && <Trouble code={code} again={refresh} />}
      {code && next && <Trouble code={code} again={loadMoreGroups} />}
      {next && !code && <More key={next} />}
    </nav>
  )
}
