import { isNamed } from '../groups.ts'
import * as texts from '../texts.ts'
import type { ConversationView } from './useConversationView.ts'
import { WithName } from './WithName.tsx'

const nameOf = ({ group, messages }: ConversationView, userUuid: string | undefined): string | undefined =>
  isNamed(group)
    ? (
        messages.findLast(({ user_uuid }) => user_uuid === userUuid) ??
        group?.members_preview?.find(({ uuid }) => uuid === userUuid)
      )?.display_name
    : group?.display_name

/** Over the log: a page of older or newer messages is on its way. */
export const LoadingPage = ({ isLoading, className }: { isLoading: boolean; className: string }) => (
  <p className={`loading-page ${className}`} role="status">
    {isLoading && (
      <span>
        <span className="spinner" aria-hidden="true" /> {texts.loading}
      </span>
    )}
  </p>
)

/** Below the last message. Its line is always there, so that nothing moves. */
export const TypingIndicator = ({ state }: { state: ConversationView }) => {
  const { typing } = state
  const [first] = typing
  return (
    <p className="typing" role="status">
      {typing.length > 1 && texts.severalAreTyping}
      {typing.length === 1 && <WithName text={texts.isTyping} name={nameOf(state, first) ?? texts.someone} />}
    </p>
  )
}
