import { useEffect, useLayoutEffect } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { navigate } from '../router.tsx'
import { Avatar } from './Avatar.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import { outboxRuns } from './messageItems.ts'
import { OutboxMessage } from './OutboxMessage.tsx'
import type { ConversationView } from './useConversationView.ts'
import type { ProfileLookup } from './useProfile.ts'

const NoRecipient = ({ code, handle }: { code: string; handle: string }) => (
  <div className="placeholder">
    <p className="big">{code === 'user_not_found' ? 'Account not found' : "You can't message yourself"}</p>
    {code === 'user_not_found' ? (
      <p>
        Check the spelling of <bdi>@{handle}</bdi>. Handles contain only letters, digits and underscores.
      </p>
    ) : (
      <p>
        <bdi>@{handle}</bdi> is your own handle. Search for somebody else to message.
      </p>
    )}
  </div>
)

const Loading = () => (
  <div className="placeholder skeleton" aria-hidden="true">
    <span className="avatar" style={{ '--size': '88px' } as React.CSSProperties} />
    <span className="lines" style={{ width: '12rem' }} />
  </div>
)

type Props = {
  handle: string
  conversation: Conversation
  state: ConversationView
  lookup: ProfileLookup
  isSelf: boolean
  onEdit: (item: OutboxItem) => void
}

/** A conversation before its first message. It redirects as soon as the conversation exists. */
export const NewConversation = ({ handle, conversation, state, lookup, isSelf, onEdit }: Props) => {
  const { profile, code, retry } = lookup
  // The server normalises handles. Drafts and conversations are stored under the normalised handle.
  const normalisedPath = profile && profile.handle !== handle ? `new/${profile.handle}` : undefined
  const redirect = state.uuid ?? normalisedPath

  // Before the user can type on, because the draft now belongs to the conversation that has started.
  useLayoutEffect(() => {
    if (redirect) navigate(`/messages/${redirect}`, { replace: true })
  }, [redirect])

  // Somebody who is blocked cannot be written to.
  const { blocks } = useMessenger()
  useEffect(() => {
    if (!blocks.get().isLoaded) blocks.load().catch(messengerErrorOf)
  }, [blocks])

  const errorCode = isSelf ? 'message_to_self' : code
  const hasNoRecipient = errorCode === 'message_to_self' || errorCode === 'user_not_found'
  return (
    <>
      {!profile && (!errorCode || code === 'unreachable') && !hasNoRecipient && <Loading />}
      {hasNoRecipient && <NoRecipient code={errorCode} handle={handle} />}
      {errorCode && !hasNoRecipient && <ErrorNotice code={errorCode} onRetry={retry} />}
      {profile && !errorCode && (
        <>
          <div className="placeholder">
            <Avatar name={profile.display_name} handle={profile.handle} size={88} />
            <p className="big">
              <bdi>{profile.display_name}</bdi>
            </p>
            <p>
              This is the beginning of your conversation with <bdi>@{profile.handle}</bdi>.
            </p>
          </div>
          <ol className="log short">
            {outboxRuns(state, '').map(({ item, ...run }) => (
              <li key={item.uuid}>
                <OutboxMessage item={item} conversation={conversation} onEdit={onEdit} {...run} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}
