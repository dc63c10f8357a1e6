import type { Message } from '../../../client/types.ts'
import * as texts from '../texts.ts'

/** What has happened in a group, as the user reads it. An event that this version does not know is in the message, in words. */
export const eventText = (
  { event, message, ...actor }: Pick<Message, 'event' | 'message' | 'user_uuid' | 'display_name'>,
  ownUuid: string | undefined,
): string => {
  if (!event) return message
  const by = actor.user_uuid === ownUuid ? undefined : actor.display_name
  const person = event.user_uuid === ownUuid ? undefined : event.display_name
  const { title = '' } = event
  switch (event.type) {
    case 'created':
      return texts.groupCreated(by, title)
    case 'renamed':
      return texts.groupRenamed(by, title)
    case 'joined':
      return texts.memberAdded(by, person)
    case 'removed':
      return texts.memberRemoved(by, person)
    case 'left':
      return texts.memberLeft(person)
    case 'owner_changed':
      return texts.ownerChanged(person)
    default:
      return message
  }
}
