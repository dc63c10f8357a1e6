import type { BlockedUsers, Group } from '../../client/types.ts'

/** The client library ends a mute in time. */
export const isMuted = ({ muted_until }: Group): boolean => muted_until !== null

export const isUnread = ({ unread_count, is_marked_unread }: Group): boolean =>
  unread_count > 0 || is_marked_unread

export const isNamed = (group: Group | undefined): boolean => group?.kind === 'named'

/** Whether the user has accepted messages of the other person. False until the conversation is loaded. */
export const isAccepted = (group: Group | undefined): boolean =>
  group?.state === 'inbox' || group?.state === 'archived'

/** Whether the user blocks a person, with or without a conversation. */
export const isBlockedIn = (
  group: Group | undefined,
  { users }: BlockedUsers,
  userUuid: string | undefined,
): boolean => (group ? group.state === 'blocked' : users.some(({ uuid }) => uuid === userUuid))
