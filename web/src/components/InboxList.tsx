import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { useMessenger } from '../messengerContext.tsx'
import { Link } from '../router.tsx'
import { shortTime } from '../time.ts'
import { useIsNarrow } from '../useIsNarrow.ts'
import { useStore } from '../useStore.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { InboxRow } from './InboxRow.tsx'
import { ListItem } from './ListItem.tsx'
import { NoConversations } from './NoConversations.tsx'
import { SearchStatus } from './SearchStatus.tsx'
import { useGlide } from './useGlide.ts'
import { useNow } from './useNow.ts'
import { useRowKeys } from './useRowKeys.ts'
import { useSearch } from './useSearch.ts'

const Skeleton = () => (
  <ul aria-hidden="true">
    {[1, 2, 3, 4].map((number) => (
      <li key={number} className="row skeleton">
        <span className="avatar" />
        <span className="lines" />
      </li>
    ))}
  </ul>
)

/** On a wide screen without an open conversation, the pane beside the list says it. */
const Empty = ({ isPaneUsed }: { isPaneUsed: boolean }) => {
  if (useIsNarrow()) return <NoConversations />
  return isPaneUsed && <p className="hint">No conversations yet</p>
}

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
  return <div ref={end} aria-hidden="true" />
}

const none: readonly string[] = []

type Props = {
  openId: string | undefined
  query: string
  /** A conversation was chosen. */
  onOpened: () => void
}

export const InboxList = ({ openId, query, onOpened }: Props) => {
  const messenger = useMessenger()
  const inbox = messenger.inbox()
  const { groups, isLoaded, hasMore, error } = useStore(inbox)
  const result = useSearch(query)
  const now = useNow()
  const list = useRef<HTMLUListElement>(null)
  const { matches, people } = result
  const isSearch = query.trim() !== ''
  const uuids = useMemo(() => (isSearch ? none : matches.map(({ uuid }) => uuid)), [isSearch, matches])
  const keyOf = useRowKeys(list, uuids)
  useGlide(list, uuids)

  // biome-ignore lint/correctness/useExhaustiveDependencies: when another conversation is opened
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [openId])

  // A failure that may pass is in the status line, and the request is repeated.
  const isLoading = !isLoaded && (!error || error.isRetryable)
  // The error is in the state as well.
  const loadMore = () => inbox.loadMore().catch(messengerErrorOf)
  const canScrollOn = hasMore && !error && (!isSearch || (!result.isSearching && !result.searchOlder))
  return (
    <nav
      aria-label="Conversations"
      className="inbox"
      aria-busy={!isLoaded}
      onKeyDown={moveBetweenRows}
      onClick={(event) => event.defaultPrevented && onOpened()} // a link within the page
    >
      {isLoading && groups.length === 0 && <Skeleton />}
      {isLoaded && groups.length === 0 && !isSearch && <Empty isPaneUsed={openId !== undefined} />}
      {matches.length > 0 && (
        <ul ref={list}>
          {matches.map((group) => (
            <InboxRow
              key={keyOf(group.uuid)}
              group={group}
              isOpen={group.uuid === openId}
              time={shortTime(group.created_at, now)}
            />
          ))}
        </ul>
      )}
      {people.length > 0 && (
        <>
          <p className="section">People</p>
          <ul aria-label="People">
            {people.map(({ uuid, display_name, handle }) => (
              <li key={uuid}>
                <Link className="row" href={`/messages/new/${handle}`}>
                  <ListItem
                    name={display_name}
                    handle={handle}
                    detail={<span className="handle">@{handle}</span>}
                  />
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <SearchStatus query={query} result={result} />
      {error && !isLoaded && !isLoading && <ErrorNotice code={error.code} onRetry={messenger.refresh} />}
      {error && hasMore && <ErrorNotice code={error.code} onRetry={loadMore} />}
      {canScrollOn && <NextPageLoader key={groups.length} loadMore={loadMore} />}
    </nav>
  )
}
