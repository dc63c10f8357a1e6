import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import { NextPageLoader } from './RowList.tsx'
import type { useMessageSearch } from './useMessageSearch.ts'
import { WithName } from './WithName.tsx'

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
          {texts.searching}
        </p>
      )}
      <p className="hint" role="status">
        {!isAsked && texts.searchMessagesHint}
        {isFinished && code && errorMessage(code)}
        {isFinished && !code && count > 0 && <span className="visually-hidden">{texts.results(count)}</span>}
        {isFinished && !code && count === 0 && (
          <WithName text={next ? texts.noNewerMessagesContain : texts.noMessagesContain} name={query} />
        )}
      </p>
      {isFinished && code && (
        <button type="button" className="quiet" onClick={loadMore}>
          {texts.tryAgain}
        </button>
      )}
      {isFinished && isPaused && !code && (
        <button type="button" className="quiet" onClick={loadMore}>
          {texts.searchOlderMessages}
        </button>
      )}
      {isFinished && next && !isPaused && !code && <NextPageLoader key={count} loadMore={loadMore} />}
    </>
  )
}
