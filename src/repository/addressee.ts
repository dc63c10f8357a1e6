import { createCache } from '../cache.ts'
import { groupUuidOf, type Membership } from '../domain/group.ts'
import type { User } from '../domain/user.ts'
import { getMembership } from './memberships.ts'
import { getUserByHandle } from './users.ts'

// The last known owner of a handle. A handle can change its owner, so this is only a guess.
const owners = createCache<string>()

/**
 * Finds the user of a handle, and the sender's membership of the conversation with them. The membership is read
 * speculatively, using the cached owner, while the handle is being looked up.
 */
export const findAddressee = async (
  senderUuid: string,
  handle: string,
): Promise<{ other?: User | undefined; membership?: Membership | undefined }> => {
  const readRow = (uuid: string) => getMembership(senderUuid, groupUuidOf(senderUuid, uuid))
  const guess = owners.get(handle)
  const [other, guessed] = await Promise.all([getUserByHandle(handle), guess ? readRow(guess) : undefined])
  if (!other || other.uuid === senderUuid) return { other }
  if (other.uuid === guess) return { other, membership: guessed }
  owners.set(handle, other.uuid)
  return { other, membership: await readRow(other.uuid) }
}
