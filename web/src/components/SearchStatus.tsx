import { errorMessage } from '../errorMessages.ts'
import type { SearchResult } from './useSearch.ts'

/** Says how a search ends, also to screen readers, and offers to search further. */
export const SearchStatus = ({ query, result }: { query: string; result: SearchResult }) => {
  const { matches, people, code, isSearching, searchOlder } = result
  const count = matches.length + people.length
  const isFinished = query.trim() !== '' && !isSearching
  return (
    <>
      {isSearching && (
        <p className="hint searching" aria-hidden="true">
          Searching…
        </p>
      )}
      <p className="hint" role="status">
        {isFinished && count > 0 && (
          <span className="visually-hidden">{count === 1 ? '1 result' : `${count} results`}</span>
        )}
        {isFinished && code && errorMessage(code)}
        {isFinished && !code && count === 0 && (
          <>
            No results for “<bdi>{query.trim()}</bdi>”. Check the spelling, or ask for their @handle.
          </>
        )}
      </p>
      {searchOlder && (
        <button type="button" className="quiet" onClick={searchOlder}>
          Search older conversations
        </button>
      )}
    </>
  )
}
