import type { Conversation, ConversationState } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { namesIn, type Person } from './namesIn.ts'
import { useMembers } from './useMembers.ts'

/** The other person of a direct conversation, or who has written in the group. */
const peopleIn = ({ group, messages }: ConversationState): Person[] => {
  if (!isNamed(group)) return group?.user_uuid ? [{ ...group, uuid: group.user_uuid }] : []
  const senders = messages.map(({ user_uuid, display_name }) => ({ uuid: user_uuid, display_name }))
  return [...senders, ...(group?.members_preview ?? [])]
}

/** The names of those who have reacted. In a group, its members are fetched if somebody among them is not known yet. */
export const useReactors = (conversation: Conversation, userUuids: readonly string[]) => {
  const ownUuid = useOwnUuid()
  const { uuid = '', kind } = useStore(conversation, ({ group }) => group) ?? {}
  const known = peopleIn(conversation.get())
  const isUnknown = (userUuid: string) =>
    userUuid !== ownUuid && !known.some((person) => person.uuid === userUuid)
  const { members } = useMembers(uuid, kind === 'named' && userUuids.some(isUnknown))
  return (some: readonly string[]): string => namesIn(some, [...known, ...members], ownUuid)
}
