import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { getPerson } from '../api.ts'
import { codeOf } from '../failure.ts'
import { isComposing } from '../focus.ts'
import { inbox, me } from '../mailbox.ts'
import { Link, navigate } from '../router.tsx'
import { useStore } from '../store.ts'
import type { ProfileView } from '../types.ts'
import { wordsFor } from '../words.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'

const typedForMs = 250

const handleIn = (text: string): string => text.trim().replace(/^@/, '').toLowerCase()

type Found = { handle: string; person?: ProfileView; code?: string }

/** Looks for whoever is typed, when the typing rests. An answer to what is no longer asked is dropped. */
const useFound = (handle: string): Found | undefined => {
  const [found, setFound] = useState<Found>()
  useEffect(() => {
    if (!handle) return
    let isWanted = true
    const timer = setTimeout(async () => {
      const answer = await getPerson(handle).catch(codeOf)
      if (isWanted)
        setFound({ handle, ...(typeof answer === 'string' ? { code: answer } : { person: answer }) })
    }, typedForMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [handle])
  return handle && found?.handle === handle ? found : undefined
}

/** Finding somebody by handle: the person is shown before one begins. */
export const FindPerson = () => {
  const [text, setText] = useState('')
  const profile = useStore(me)
  const { groups } = useStore(inbox)
  const found = useFound(handleIn(text))
  const person = found?.person
  const isSelf = person !== undefined && person.handle === profile?.handle
  const known = groups.find(({ handle }) => handle === person?.handle)
  const address = person && (known ? `/messages/${known.uuid}` : `/messages/new/${person.handle}`)

  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!address || isSelf) return
    setText('')
    navigate(address)
  }

  // With nothing to clear, Escape does what it does elsewhere in the page.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !text || isComposing(event.nativeEvent)) return
    event.preventDefault()
    setText('')
  }

  return (
    <search>
      <form className="find" onSubmit={onSubmit}>
        <label>
          <Icon name="search" />
          <span className="visually-hidden">Find somebody by handle</span>
          <input
            type="search"
            placeholder="Find somebody by @handle"
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
          {found?.code && (
            <p className="hint">
              {found.code === 'user_not_found' ? (
                <>
                  Nobody here is called <bdi>@{found.handle}</bdi>.
                </>
              ) : (
                wordsFor(found.code)
              )}
            </p>
          )}
          {isSelf && <p className="hint">{wordsFor('message_to_self')}</p>}
          {person && address && !isSelf && (
            <Link className="row" href={address} onClick={() => setText('')}>
              <Avatar name={person.display_name} handle={person.handle} />
              <span className="who">
                <bdi className="name">{person.display_name}</bdi>
                <span className="handle">@{person.handle}</span>
              </span>
              <span className="go">{known ? 'Open' : 'Write'}</span>
            </Link>
          )}
        </div>
      </form>
    </search>
  )
}
