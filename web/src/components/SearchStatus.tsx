import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import type { SearchResult } from './useSearch.ts'
import { WithName } from './WithName.tsx'

/** Says how a search ends, also to screen readers, and offers to search further. */
export const SearchStatus = ({ query, result }: { query: string; result: SearchResult }) => {
  const { matches, people, code, isSearching, searchOlder } = result
  const count = matches.length + people.length
  const isFinished = query.trim() !== '' && !isSearching
  return (
    <>
      {isSearching && (
        <p className="hint searching" aria-hidden="true">
          {texts.searching}
        </p>
      )}
      <p className="hint" role="status">
        {isFinished && count > 0 && <span className="visually-hidden">{texts.results(count)}</span>}
        {isFinished && code && errorMessage(code)}
        {isFinished && !code && count === 0 && <WithName text={texts.noResults} name={query.trim()} />}
      </p>
      {searchOlder && (
        <button type="button" className="quiet" onClick={searchOlder}>
          {texts.searchOlderConversations}
        </button>
      )}
    </>
  )
}
