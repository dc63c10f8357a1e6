import { type MouseEvent, memo } from 'react'
import type { Conversation, Message } from '../../../client/types.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'

/** The names of those who reacted, as people say them: the user last. */
export const reactedBy = (userUuids: readonly string[], ownUuid: string | undefined, otherName: string) => {
  const hasOther = userUuids.some((uuid) => uuid !== ownUuid)
  const isOwn = userUuids.some((uuid) => uuid === ownUuid)
  if (hasOther && isOwn) return texts.personAndYou(otherName)
  return isOwn ? texts.you : otherName
}

type Props = {
  conversation: Conversation
  message: Message
  /** One can only remove a reaction of one's own. */
  isClosed: boolean
}

/** The reactions below a message. A click adds or removes one's own. */
export const ReactionChips = memo(({ conversation, message: { uuid, reactions = [] }, isClosed }: Props) => {
  const ownUuid = useOwnUuid()
  const otherName = useStore(conversation, ({ group }) => group?.display_name ?? '')
  return reactions.map(({ emoji, user_uuids }) => {
    const isOwn = user_uuids.some((user) => user === ownUuid)
    const names = reactedBy(user_uuids, ownUuid, otherName)
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
