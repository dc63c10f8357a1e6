import { useEffect, useMemo, useReducer, useRef } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation } from '../../../client/types.ts'
import { noSearch, reduceSearch, shownResults, wordsIn } from '../messageSearch.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'

const pageSize = 20
/** The server may search many messages without a result. */
const maxRequests = 3

/** Searches the messages of a conversation. Results that are changed or deleted meanwhile are shown as they are now. */
export const useMessageSearch = (conversation: Conversation, groupUuid: string, query: string) => {
  const { api } = useMessenger()
  const [search, dispatch] = useReducer(reduceSearch, noSearch)
  const running = useRef<AbortController>(undefined)
  const held = useStore(conversation, ({ messages }) => messages)

  const load = async (from?: string) => {
    const aborter = new AbortController()
    running.current?.abort()
    running.current = aborter
    const path = { message_group_uuid: groupUuid }
    const first = { path, query: { q: query, limit: pageSize } }
    dispatch({ type: 'started' })
    try {
      let [link, count] = [from, 0]
      for (let requests = 0; requests < maxRequests; requests += 1) {
        const input = link ? { link } : first
        const page = await api('GET /api/messages/{message_group_uuid}/search', input, aborter)
        if (aborter.signal.aborted) return
        dispatch({ type: 'pageLoaded', messages: page.body, next: page.links.next, isFirst: !link })
        link = page.links.next
        count += page.body.length
        if (!link || count >= pageSize) break
      }
      dispatch({ type: 'ended', isPaused: count === 0 })
    } catch (cause) {
      if (!aborter.signal.aborted) dispatch({ type: 'failed', code: messengerErrorOf(cause).code })
    }
  }

  useEffect(() => conversation.listen((message) => dispatch({ type: 'received', message })), [conversation])

  // biome-ignore lint/correctness/useExhaustiveDependencies: for each query
  useEffect(() => {
    dispatch({ type: 'asked', query })
    if (wordsIn(query).length > 0) load()
    return () => running.current?.abort()
  }, [query, groupUuid])

  const messages = useMemo(() => shownResults(search, held), [search, held])
  const isSearching = search.isSearching || search.query !== query
  return { ...search, isSearching, messages, loadMore: () => load(search.next) }
}
