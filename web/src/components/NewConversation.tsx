import { useEffect, useLayoutEffect } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import { Avatar } from './Avatar.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import { outboxRuns } from './messageItems.ts'
import { OutboxMessage } from './OutboxMessage.tsx'
import type { ConversationView } from './useConversationView.ts'
import type { ProfileLookup } from './useProfile.ts'
import { WithName } from './WithName.tsx'

const NoRecipient = ({ code, handle }: { code: string; handle: string }) => {
  const isUnknown = code === 'user_not_found'
  const hint = isUnknown ? texts.accountNotFoundHint : texts.cantMessageYourselfHint
  return (
    <div className="placeholder">
      <p className="big">{isUnknown ? texts.accountNotFound : texts.cantMessageYourself}</p>
      <p>
        <WithName text={hint} name={`@${handle}`} />
      </p>
    </div>
  )
}

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
              <WithName text={texts.beginningWith} name={`@${profile.handle}`} />
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
