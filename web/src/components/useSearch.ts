import { useEffect, useMemo, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { useMessenger } from '../messengerContext.tsx'
import { matching } from '../search.ts'
import { useStore } from '../useStore.ts'
import { usePeople } from './usePeople.ts'

/** Enough to fill a screen. */
const enough = 20
const maxPages = 10

/**
 * Searches the user's conversations, and people without one. It loads further pages of the list until the matches fill the
 * screen, at most ten, and then more only when asked to. An empty query matches all conversations.
 */
export const useSearch = (query: string) => {
  const inbox = useMessenger().inbox()
  const { groups, hasMore, error } = useStore(inbox)
  const { people, code, isSearching: isLookingUp } = usePeople(query)
  const [loaded, setLoaded] = useState({ query, pages: 0 })
  const isQuery = query.trim() !== ''
  const matches = useMemo(
    () => (isQuery ? groups.filter(matching(query.trim())) : groups),
    [groups, query, isQuery],
  )
  const pages = loaded.query === query ? loaded.pages : 0
  const isShort = isQuery && hasMore && !error && matches.length < enough
  const isLoading = isShort && pages < maxPages

  // After the debounced lookup, so that it does not load pages for each letter.
  useEffect(() => {
    if (!isLoading || isLookingUp) return
    let isCurrent = true
    const load = async () => {
      await inbox.loadMore().catch(messengerErrorOf) // the error is in the state as well
      if (isCurrent) setLoaded({ query, pages: pages + 1 })
    }
    load()
    return () => {
      isCurrent = false
    }
  }, [inbox, query, pages, isLoading, isLookingUp])

  const strangers = people.filter((person) => !groups.some(({ handle }) => handle === person.handle))
  return {
    matches,
    people: strangers,
    /** Why nobody can be messaged. */
    code,
    isSearching: isLookingUp || isLoading,
    /** Searches further, if that makes sense. */
    searchOlder: isShort && !isLoading ? () => setLoaded({ query, pages: 0 }) : undefined,
  }
}

export type SearchResult = ReturnType<typeof useSearch>
