import type { Group } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { useBlocked } from '../useBlocked.ts'

/** Whether the last message of a group is by somebody whom the user blocks; undefined until that is known. */
export const useHiddenPreviews = (groups: readonly Group[]): ((group: Group) => boolean | undefined) => {
  const blocked = useBlocked(groups.some(isNamed))
  return (group) => isNamed(group) && !group.last_message.event && blocked?.has(group.last_message.user_uuid)
}
