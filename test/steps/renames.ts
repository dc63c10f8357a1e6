import { expect } from '@jest/globals'
import { getMembership } from '../../src/repository/memberships.ts'
import { calls } from './when.ts'

type Caller = { token: string }
export type Names = { display_name?: string; handle?: string }

export const renames = (as: Caller, body: Names & { strangers?: string }) =>
  calls('PATCH', '/api/users/me', { as, body })

/** Changes names, which must succeed. Returns the profile. */
export const hasRenamed = async (as: Caller, names: Names) => {
  const { status, body } = await renames(as, names)
  expect([status, body]).toEqual([200, expect.objectContaining({ uuid: expect.any(String) })])
  return body as { uuid: string; handle: string; display_name: string }
}

/** The other person in the row that somebody has of a conversation of two. */
export const otherIn = async (userUuid: string, groupUuid: string) => {
  const membership = await getMembership(userUuid, groupUuid)
  return membership?.kind === 'direct' ? membership.other : undefined
}

/** The names in the row that somebody has of a conversation. */
export const namesSeenBy = async ({ uuid }: { uuid: string }, groupUuid: string) => {
  const other = await otherIn(uuid, groupUuid)
  return other && { display_name: other.displayName, handle: other.handle }
}

export const namesOf = ({ display_name, handle }: { display_name: string; handle: string }) => ({
  display_name,
  handle,
})
