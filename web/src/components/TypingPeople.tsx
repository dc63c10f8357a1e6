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

/** Who is typing. */
export const TypingPeople = ({ state }: { state: ConversationView }) => {
  const { typing } = state
  if (typing.length > 1) return texts.severalAreTyping
  return <WithName text={texts.isTyping} name={nameOf(state, typing[0]) ?? texts.someone} />
}
