import { useEffect, useMemo, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Profile } from '../../../client/types.ts'
import { useFoundProfiles, useMessenger } from '../messengerContext.tsx'
import { retryUntilDone } from '../retryUntilDone.ts'
import { handleIn, matching, peopleQuery } from '../search.ts'
import { useStore } from '../useStore.ts'

const debounceMs = 150

type Result = { query: string; people: readonly Profile[]; code: string }

const noResult: Result = { query: '', people: [], code: '' }

/**
 * People whose name or handle begins with a query. While a request is under way, those of the one before who still match. A
 * request that fails is repeated, and one for an earlier query is aborted.
 */
export const usePeople = (text: string) => {
  const { api, status } = useMessenger()
  const foundProfiles = useFoundProfiles()
  const ownHandle = useStore(status, ({ me }) => me?.handle)
  const query = peopleQuery(text)
  const [result, setResult] = useState(noResult)

  useEffect(() => {
    if (!query) return
    const aborter = new AbortController()
    let search: ReturnType<typeof retryUntilDone> | undefined
    const fail = ({ code }: { code: string }) => setResult({ query, people: [], code })
    const attempt = async () => {
      try {
        const { body } = await api('GET /api/users', { query: { q: query } }, aborter)
        for (const person of body) foundProfiles.set(person.handle, person)
        setResult({ query, people: body, code: '' })
      } catch (cause) {
        if (aborter.signal.aborted) return
        const error = messengerErrorOf(cause)
        if (error.isRetryable) throw error
        fail(error)
      }
    }
    const timer = setTimeout(() => {
      search = retryUntilDone(attempt, fail)
    }, debounceMs)
    return () => {
      clearTimeout(timer)
      search?.stop()
      aborter.abort()
    }
  }, [api, query, foundProfiles])

  const isSearching = query !== '' && result.query !== query
  const people = useMemo(
    () => (query ? result.people.filter(result.query === query ? Boolean : matching(query)) : []),
    [query, result],
  )
  const isOwnHandle = ownHandle !== undefined && handleIn(text) === ownHandle
  const code = isSearching || !query ? '' : result.code || (isOwnHandle ? 'message_to_self' : '')
  return { people, code, isSearching }
}
