import { type MouseEvent, memo } from 'react'
import type { Conversation, Message } from '../../../client/types.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { useReactors } from '../namedGroups/useReactors.ts'

type Props = {
  conversation: Conversation
  message: Message
  /** One can only remove a reaction of one's own. */
  isClosed: boolean
}

/** The reactions below a message. A click adds or removes one's own. */
export const ReactionChips = memo(({ conversation, message: { uuid, reactions = [] }, isClosed }: Props) => {
  const ownUuid = useOwnUuid()
  const namesOf = useReactors(
    conversation,
    reactions.flatMap(({ user_uuids }) => user_uuids),
  )
  return reactions.map(({ emoji, user_uuids }) => {
    const isOwn = user_uuids.some((user) => user === ownUuid)
    const names = namesOf(user_uuids)
    const toggle = ({ currentTarget }: MouseEvent<HTMLElement>) => {
      // The button may disappear, and the focus with it.
      if (isOwn && document.activeElement === currentTarget)
        currentTarget.closest('article')?.focus({ preventScroll: true })
      conversation.react(uuid, isOwn ? undefined : emoji)
    }
    return (
      <button
        key={emoji}
        type="button"
        className="reaction"
        aria-label={`${emoji} ${names}`}
        aria-pressed={isOwn}
        disabled={isClosed && !isOwn}
        onClick={toggle}
      >
        <span className="emoji">{emoji}</span>
        {user_uuids.length > 1 && <span>{user_uuids.length}</span>}
        <span className="who">{names}</span>
      </button>
    )
  })
})
