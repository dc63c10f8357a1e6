import { errorMessage } from '../errorMessages.ts'
import { NextPageLoader } from './RowList.tsx'
import type { useMessageSearch } from './useMessageSearch.ts'

type Props = { found: ReturnType<typeof useMessageSearch>; query: string; isAsked: boolean }

/** Says how a search in a conversation goes, also to screen readers, and searches further. */
export const MessageSearchStatus = ({ found, query, isAsked }: Props) => {
  const { messages, next, isSearching, isPaused, code, loadMore } = found
  const count = messages.length
  const isFinished = isAsked && !isSearching
  return (
    <>
      {isSearching && (
        <p className="hint searching" aria-hidden="true">
          Searching…
        </p>
      )}
      <p className="hint" role="status">
        {!isAsked && 'Finds messages that contain all the words, newest first.'}
        {isFinished && code && errorMessage(code)}
        {isFinished && !code && count > 0 && (
          <span className="visually-hidden">{count === 1 ? '1 result' : `${count} results`}</span>
        )}
        {isFinished && !code && count === 0 && (
          <>
            {next ? 'Nothing in the newer messages for' : 'No messages contain'} “<bdi>{query}</bdi>”.
          </>
        )}
      </p>
      {isFinished && code && (
        <button type="button" className="quiet" onClick={loadMore}>
          Try again
        </button>
      )}
      {isFinished && isPaused && !code && (
        <button type="button" className="quiet" onClick={loadMore}>
          Search older messages
        </button>
      )}
      {isFinished && next && !isPaused && !code && <NextPageLoader key={count} loadMore={loadMore} />}
    </>
  )
}
