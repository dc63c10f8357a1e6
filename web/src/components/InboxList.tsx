import { useEffect, useMemo, useRef } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { useMessenger } from '../messengerContext.tsx'
import { type OtherList, pathOf } from '../paths.ts'
import { Link } from '../router.tsx'
import * as texts from '../texts.ts'
import { shortTime } from '../time.ts'
import { useIsNarrow } from '../useIsNarrow.ts'
import { useStore } from '../useStore.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { Icon } from './Icon.tsx'
import { InboxRow } from './InboxRow.tsx'
import { NextPageLoader, RowList } from './RowList.tsx'
import { useHiddenPreviews } from './useHiddenPreviews.ts'
import { useListPlace } from './useListPlace.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useNow } from './useNow.ts'
import { useRowKeys } from './useRowKeys.ts'

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

type EmptyProps = { list: OtherList | undefined; isPaneUsed: boolean }

/** On a wide screen without an open conversation, the pane beside the inbox says it. */
const Empty = ({ list, isPaneUsed }: EmptyProps) => {
  const later = useLaterCode()
  const isNarrow = useIsNarrow()
  if (list) return later && <later.EmptyList list={list} />
  if (isNarrow) return later && <later.NoConversations />
  return isPaneUsed && <p className="hint">{texts.noConversations}</p>
}

/** Leads to the requests, if there are any. */
const RequestsLink = () => {
  const hasRequests = useStore(useMessenger().unread, (unread) => unread.hasRequests)
  return (
    hasRequests && (
      <Link className="row requests" href={pathOf({ list: 'request' })}>
        <Icon name="request" />
        {texts.messageRequests}
        <span className="dot" />
      </Link>
    )
  )
}

type Props = { list: OtherList | undefined; openId: string | undefined }

/** One of the lists of conversations. */
export const InboxList = ({ list, openId }: Props) => {
  const messenger = useMessenger()
  const inbox = messenger.inbox(list)
  const { groups, isLoaded, hasMore, error } = useStore(inbox)
  const now = useNow()
  const later = useLaterCode()
  const rows = useRef<HTMLUListElement>(null)
  const uuids = useMemo(() => groups.map(({ uuid }) => uuid), [groups])
  const keyOf = useRowKeys(rows, uuids)
  useListPlace(rows, inbox)
  const isHidden = useHiddenPreviews(groups)

  // A list that is opened for the first time.
  useEffect(() => {
    if (list && !inbox.get().isLoaded) messenger.refresh()
  }, [messenger, inbox, list])

  // biome-ignore lint/correctness/useExhaustiveDependencies: when another conversation is opened
  useEffect(() => {
    rows.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [openId])

  // A failure that may pass is in the status line, and the request is repeated.
  const isLoading = !isLoaded && (!error || error.isRetryable)
  // The error is in the state as well.
  const loadMore = () => inbox.loadMore().catch(messengerErrorOf)
  return (
    <RowList isBusy={!isLoaded && groups.length === 0}>
      {!list && <RequestsLink />}
      {isLoading && groups.length === 0 && <Skeleton />}
      {isLoaded && groups.length === 0 && <Empty list={list} isPaneUsed={openId !== undefined} />}
      {groups.length > 0 && (
        <ul ref={rows}>
          {groups.map((group) => (
            <InboxRow
              key={keyOf(group.uuid)}
              group={group}
              list={list}
              isOpen={group.uuid === openId}
              time={shortTime(group.created_at, now)}
              isHidden={isHidden(group)}
            />
          ))}
        </ul>
      )}
      {later && <later.ListMoves list={rows} uuids={uuids} />}
      {error && !isLoaded && !isLoading && <ErrorNotice code={error.code} onRetry={messenger.refresh} />}
      {error && hasMore && <ErrorNotice code={error.code} onRetry={loadMore} />}
      {hasMore && !error && <NextPageLoader key={groups.length} loadMore={loadMore} />}
    </RowList>
  )
}
