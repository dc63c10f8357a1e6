import type { ConversationState, Member } from '../../../client/types.ts'
import * as texts from '../texts.ts'
import { dateAndTime } from '../time.ts'

type Conversation = Pick<ConversationState, 'group' | 'messages'>

/** How far a member has read: events do not count. */
export const readText = ({ seen, joined_at }: Member, { group, messages }: Conversation): string => {
  const newest = messages.findLast(({ event, deleted_at }) => !event && !deleted_at)?.created_at
  const last = newest ?? (group?.last_message.event ? '' : (group?.created_at ?? ''))
  if ((seen?.created_at ?? joined_at) >= last) return texts.hasReadEverything
  return seen && seen.created_at > joined_at
    ? texts.hasReadUntil(dateAndTime(seen.created_at))
    : texts.hasReadNothing
}
