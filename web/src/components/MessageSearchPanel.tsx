import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Conversation, Message } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { isComposing } from '../keyboard.ts'
import { wordsIn } from '../messageSearch.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { type OtherList, pathOf, type searchAt } from '../paths.ts'
import { Link, navigate } from '../router.tsx'
import { searchPath } from '../searchPath.ts'
import * as texts from '../texts.ts'
import { useBlocked } from '../useBlocked.ts'
import { useStore } from '../useStore.ts'
import { stepBack } from './historySteps.ts'
import { Icon } from './Icon.tsx'
import { MessageResult } from './MessageResult.tsx'
import { MessageSearchStatus } from './MessageSearchStatus.tsx'
import { SearchField } from './SearchField.tsx'
import { useMessageSearch } from './useMessageSearch.ts'
import { useNow } from './useNow.ts'

/** A search may read many messages, and only some are allowed in a minute. */
const debounceMs = 400

type Props = {
  list: OtherList | undefined
  id: string
  conversation: Conversation
  search: NonNullable<ReturnType<typeof searchAt>>
  /** Whether the results are in the place of the conversation. */
  isCovered: boolean
}

/** Where the list of results was left, and which of them was opened, for the way back. */
const useResultsPlace = (isCovered: boolean) => {
  const results = useRef<HTMLElement>(null)
  const top = useRef(0)
  const opened = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    if (!isCovered) return
    results.current?.scrollTo(0, top.current)
    opened.current?.focus({ preventScroll: true })
  }, [isCovered])
  const save = (row: HTMLElement) => {
    top.current = results.current?.scrollTop ?? 0
    opened.current = row
  }
  return { results, save }
}

/** Searches the open conversation, in the place of the list. A narrow screen shows it in the place of the conversation. */
export const MessageSearchPanel = ({ list, id, conversation, search, isCovered }: Props) => {
  const { query, result } = search
  const [text, setText] = useState(query)
  const isInGroup = useStore(conversation, ({ group }) => isNamed(group))
  const blocked = useBlocked(isInGroup)
  const all = useMessageSearch(conversation, id, query)
  const isShown = ({ user_uuid }: Message) => !isInGroup || blocked?.has(user_uuid) === false
  const found = { ...all, messages: all.messages.filter(isShown) }
  const ownUuid = useOwnUuid()
  const now = useNow()
  const close = useRef<HTMLAnchorElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const { results, save } = useResultsPlace(isCovered)
  const Heading = isCovered ? 'h1' : 'h2' // an open conversation has the h1

  useLayoutEffect(() => field.current?.focus(), [])

  const submit = (next: string) => navigate(searchPath({ list, id }, next.trim()), { replace: true })

  // biome-ignore lint/correctness/useExhaustiveDependencies: when the person stops typing
  useEffect(() => {
    if (text.trim() === query) return
    const timer = setTimeout(() => submit(text), debounceMs)
    return () => clearTimeout(timer)
  }, [text])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (isComposing(event.nativeEvent)) return
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.result')]
    const index = rows.indexOf(document.activeElement as HTMLElement)
    const isInField = document.activeElement === field.current
    if (event.key === 'ArrowDown') rows[index + 1]?.focus()
    else if (event.key === 'ArrowUp' && index >= 0) (rows[index - 1] ?? field.current)?.focus()
    else if (event.key === 'Enter' && isInField) submit(text)
    else if (event.key === 'Escape') close.current?.click()
    else return
    event.preventDefault()
  }

  return (
    <section className="sidebar message-search" aria-labelledby="search-heading" onKeyDown={onKeyDown}>
      <header>
        <Link
          ref={close}
          className="back"
          href={pathOf({ list, id })}
          go={stepBack}
          aria-label={texts.closeSearch}
          title={texts.closeSearch}
        >
          <Icon name="back" />
        </Link>
        <Heading id="search-heading">{texts.searchMessages}</Heading>
      </header>
      <search>
        <SearchField
          field={field}
          text={text}
          onText={setText}
          aria-label={texts.searchMessages}
          placeholder={texts.wordsInConversation}
        />
      </search>
      <section className="inbox" ref={results} aria-label={texts.foundMessages}>
        {found.messages.length > 0 && (
          <ul>
            {found.messages.map((message) => (
              <li key={message.uuid}>
                <MessageResult
                  message={message}
                  words={found.words}
                  isOwn={message.user_uuid === ownUuid}
                  now={now}
                  href={searchPath({ list, id }, query, message.uuid)}
                  isShown={message.uuid === result}
                  isStep={isCovered}
                  onOpen={save}
                />
              </li>
            ))}
          </ul>
        )}
        <MessageSearchStatus found={found} query={query} isAsked={wordsIn(query).length > 0} />
      </section>
    </section>
  )
}
