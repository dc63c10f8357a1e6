import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { getProfile } from '../api.ts'
import { errorMessage } from '../errorMessages.ts'
import { isComposing } from '../keyboard.ts'
import { inbox, me } from '../mailbox.ts'
import { codeOf } from '../requestError.ts'
import { Link, navigate } from '../router.tsx'
import { useStore } from '../store.ts'
import type { ProfileView } from '../types.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'

const debounceMs = 250

const toHandle = (text: string): string => text.trim().replace(/^@/, '').toLowerCase()

type SearchResult = { handle: string; profile?: ProfileView; code?: string }

/** Debounced lookup by handle. Ignores the response to an earlier input. */
const useSearchResult = (handle: string): SearchResult | undefined => {
  const [result, setResult] = useState<SearchResult>()
  useEffect(() => {
    if (!handle) return
    let isCurrent = true
    const timer = setTimeout(async () => {
      const answer = await getProfile(handle).catch(codeOf)
      if (isCurrent)
        setResult({ handle, ...(typeof answer === 'string' ? { code: answer } : { profile: answer }) })
    }, debounceMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [handle])
  return handle && result?.handle === handle ? result : undefined
}

/** Searches a person by handle and links to the conversation with them, existing or new. */
export const UserSearch = () => {
  const [text, setText] = useState('')
  const ownProfile = useStore(me)
  const { groups } = useStore(inbox)
  const result = useSearchResult(toHandle(text))
  const profile = result?.profile
  const isSelf = profile !== undefined && profile.handle === ownProfile?.handle
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
