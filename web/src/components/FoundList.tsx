import { messengerErrorOf } from '../../../client/errors.ts'
import type { Group } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { Link } from '../router.tsx'
import * as texts from '../texts.ts'
import { shortTime } from '../time.ts'
import { useStore } from '../useStore.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { InboxRow } from './InboxRow.tsx'
import { ListItem } from './ListItem.tsx'
import { NextPageLoader, RowList } from './RowList.tsx'
import { SearchStatus } from './SearchStatus.tsx'
import { useHiddenPreviews } from './useHiddenPreviews.ts'
import { useNow } from './useNow.ts'
import { useSearch } from './useSearch.ts'

type Props = { query: string; openId: string | undefined; onOpened: () => void }

/** The conversations and people that match what was entered above the list. */
export const FoundList = ({ query, openId, onOpened }: Props) => {
  const inbox = useMessenger().inbox()
  const { hasMore, error, isLoaded } = useStore(inbox)
  const result = useSearch(query)
  const now = useNow()
  const isHidden = useHiddenPreviews(result.matches)
  const { matches, people, isSearching, searchOlder } = result
  const loadMore = () => inbox.loadMore().catch(messengerErrorOf) // the error is in the state as well
  const archived = matches.filter(({ state }) => state === 'archived')
  const listed = matches.filter(({ state }) => state !== 'archived')
  const toRow = (group: Group) => (
    <InboxRow
      key={group.uuid}
      group={group}
      list={undefined}
      isOpen={group.uuid === openId}
      time={shortTime(group.created_at, now)}
      isHidden={isHidden(group)}
    />
  )
  return (
    <RowList isBusy={!isLoaded} onOpened={onOpened}>
      {listed.length > 0 && <ul>{listed.map(toRow)}</ul>}
      {archived.length > 0 && (
        <>
          <p className="section">{texts.archived}</p>
          <ul aria-label={texts.archived}>{archived.map(toRow)}</ul>
        </>
      )}
      {people.length > 0 && (
        <>
          <p className="section">{texts.people}</p>
          <ul aria-label={texts.people}>
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
      {error && hasMore && <ErrorNotice code={error.code} onRetry={loadMore} />}
      {hasMore && !error && !isSearching && !searchOlder && (
        <NextPageLoader key={matches.length} loadMore={loadMore} />
      )}
    </RowList>
  )
}
