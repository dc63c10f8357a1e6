import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Blocked } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import { WithName } from './WithName.tsx'

/** The people whom the user has blocked. Unblocking can be undone as long as the dialog is open. */
export const BlockedPeople = () => {
  const { blocks } = useMessenger()
  const { users, isLoaded, hasMore, error } = useStore(blocks)
  const [unblocked, setUnblocked] = useState<Blocked>()
  const [failure, setFailure] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)

  const load = () => blocks.load().catch(messengerErrorOf) // the error is in the state as well
  const loadMore = () => blocks.loadMore().catch(messengerErrorOf)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    load()
  }, [])

  const change = async (work: Promise<void>) => {
    setFailure('')
    await work.catch((cause) => {
      setUnblocked(undefined)
      setFailure(errorMessage(messengerErrorOf(cause).code))
    })
  }

  const unblock = (user: Blocked, { currentTarget }: MouseEvent<HTMLElement>) => {
    // The row disappears, and the focus with it.
    const row = currentTarget.closest('li')
    const next = row?.nextElementSibling ?? row?.previousElementSibling
    const target = next?.querySelector('button') ?? heading.current
    target?.focus()
    setUnblocked(user)
    change(blocks.unblock(user.uuid))
  }

  const undo = (user: Blocked) => {
    setUnblocked(undefined)
    heading.current?.focus()
    change(blocks.block(user.uuid))
  }

  return (
    <section className="blocked-people" aria-labelledby="blocked-people">
      <h3 id="blocked-people" ref={heading} tabIndex={-1}>
        {texts.blockedPeople}
      </h3>
      {!isLoaded && !error && <p className="hint">{texts.loading}</p>}
      {error && <ErrorNotice code={error.code} onRetry={isLoaded ? loadMore : load} />}
      {isLoaded && users.length === 0 && <p className="hint">{texts.nobodyBlocked}</p>}
      {users.length > 0 && (
        <ul>
          {users.map((user) => (
            <li key={user.uuid}>
              <Avatar name={user.display_name} handle={user.handle} size={36} />
              <span className="person">
                <bdi className="name">{user.display_name}</bdi>
                <span className="handle">@{user.handle}</span>
              </span>
              <button
                type="button"
                className="small"
                aria-label={texts.unblockPerson(user.display_name)}
                onClick={(event) => unblock(user, event)}
              >
                {texts.unblock}
              </button>
            </li>
          ))}
        </ul>
      )}
      {hasMore && !error && (
        <button type="button" className="quiet" onClick={loadMore}>
          {texts.showMore}
        </button>
      )}
      <div className="undo" role="status">
        {failure && <span className="error">{failure}</span>}
        {unblocked && (
          <>
            <span>
              <WithName text={texts.youUnblocked} name={unblocked.display_name} />
            </span>
            <button type="button" className="small quiet" onClick={() => undo(unblocked)}>
              {texts.undo}
            </button>
          </>
        )}
      </div>
    </section>
  )
}
