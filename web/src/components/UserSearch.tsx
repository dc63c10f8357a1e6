import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Profile } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { isComposing } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { Link, navigate } from '../router.tsx'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'

const debounceMs = 250

const toHandle = (text: string): string => text.trim().replace(/^@/, '').toLowerCase()

type SearchResult = { handle: string; profile?: Profile; code?: string }

/** Debounced lookup by handle. Ignores the response to an earlier input. */
const useSearchResult = (handle: string): SearchResult | undefined => {
  const { api } = useMessenger()
  const [result, setResult] = useState<SearchResult>()
  useEffect(() => {
    if (!handle) return
    let isCurrent = true
    const search = async (): Promise<SearchResult> => {
      try {
        const { body } = await api('GET /api/users/@{handle}/short', { path: { handle } })
        return { handle, profile: body }
      } catch (error) {
        return { handle, code: messengerErrorOf(error).code }
      }
    }
    const timer = setTimeout(async () => {
      const found = await search()
      if (isCurrent) setResult(found)
    }, debounceMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [api, handle])
  return handle && result?.handle === handle ? result : undefined
}

/** Searches a person by handle and links to the conversation with them, existing or new. */
export const UserSearch = () => {
  const [text, setText] = useState('')
  const messenger = useMessenger()
  const ownHandle = useStore(messenger.status, ({ me }) => me?.handle)
  const { groups } = useStore(messenger.inbox())
  const result = useSearchResult(toHandle(text))
  const profile = result?.profile
  const isSelf = profile !== undefined && profile.handle === ownHandle
  const group = groups.find(({ handle }) => handle === profile?.handle)
  const path = profile && (group ? `/messages/${group.uuid}` : `/messages/new/${profile.handle}`)

  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!path || isSelf) return
    setText('')
    navigate(path)
  }

  // In an empty field, Escape moves the focus to the list, as elsewhere on the page.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !text || isComposing(event.nativeEvent)) return
    event.preventDefault()
    setText('')
  }

  return (
    <search>
      <form className="user-search" onSubmit={onSubmit}>
        <label>
          <Icon name="search" />
          <span className="visually-hidden">Search people by handle</span>
          <input
            type="search"
            placeholder="Search people by @handle"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={60}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </label>
        <div className="found" role="status">
          {result?.code && (
            <p className="hint">
              {result.code === 'user_not_found' ? (
                <>
                  No results for <bdi>@{result.handle}</bdi>
                </>
              ) : (
                errorMessage(result.code)
              )}
            </p>
          )}
          {isSelf && <p className="hint">{errorMessage('message_to_self')}</p>}
          {profile && path && !isSelf && (
            <Link className="row" href={path} onClick={() => setText('')}>
              <Avatar name={profile.display_name} handle={profile.handle} />
              <span className="person">
                <bdi className="name">{profile.display_name}</bdi>
                <span className="handle">@{profile.handle}</span>
              </span>
              <span className="action">{group ? 'Open' : 'Message'}</span>
            </Link>
          )}
        </div>
      </form>
    </search>
  )
}
