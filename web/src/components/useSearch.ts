import { useEffect, useMemo, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Inbox } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { matching } from '../search.ts'
import { useStore } from '../useStore.ts'
import { usePeople } from './usePeople.ts'

/** Enough to fill a screen. */
const enough = 20
const maxPages = 10

/**
 * Searches the user's conversations, also archived ones, and people without one. It loads further pages of the lists until the matches fill the
 * screen, at most ten, and then more only when asked to. An empty query matches all conversations.
 */
export const useSearch = (query: string) => {
  const messenger = useMessenger()
  const isQuery = query.trim() !== ''
  const inbox = messenger.inbox()
  const archive = messenger.inbox(isQuery ? 'archived' : undefined)
  const listed = useStore(inbox)
  const archived = useStore(archive)
  const { people, code, isSearching: isLookingUp } = usePeople(query)
  const [loaded, setLoaded] = useState({ query, pages: 0 })
  const groups = useMemo(
    () => (isQuery ? [...listed.groups, ...archived.groups] : listed.groups),
    [isQuery, listed, archived],
  )
  const matches = useMemo(
    () => (isQuery ? groups.filter(matching(query.trim())) : groups),
    [groups, query, isQuery],
  )
  const canLoad = ({ hasMore, error }: Inbox) => hasMore && !error
  const next = canLoad(listed) ? inbox : canLoad(archived) ? archive : undefined
  const pages = loaded.query === query ? loaded.pages : 0
  const isShort = isQuery && next !== undefined && matches.length < enough
  const isLoading = isShort && pages < maxPages

  // After the debounced lookup, so that it does not load pages for each letter.
  useEffect(() => {
    if (!next || !isLoading || isLookingUp) return
    let isCurrent = true
    const load = async () => {
      await next.loadMore().catch(messengerErrorOf) // the error is in the state as well
      if (isCurrent) setLoaded({ query, pages: pages + 1 })
    }
    load()
    return () => {
      isCurrent = false
    }
  }, [next, query, pages, isLoading, isLookingUp])

  const strangers = people.filter(({ uuid }) => !groups.some(({ user_uuid }) => user_uuid === uuid))
  return {
    matches,
    people: strangers,
    /** Why nobody can be messaged. */
    code,
    isSearching: isLookingUp || isLoading || !(archived.isLoaded || archived.error),
    /** Searches further, if that makes sense. */
    searchOlder: isShort && !isLoading ? () => setLoaded({ query, pages: 0 }) : undefined,
  }
}

export type SearchResult = ReturnType<typeof useSearch>
