import { groupUuidOf, type Membership } from '../domain/group.ts'
import type { User } from '../domain/user.ts'
import { getMembership } from './memberships.ts'
import { getUserByHandle } from './users.ts'

// Whose a handle was is a guess: one's row with them is read while it is made sure whose it is.
const guesses = new Map<string, string>()
const mostGuesses = 10_000

/** Whom somebody writes to by handle, and their row of the conversation where there is one. */
export const findAddressee = async (
  senderUuid: string,
  handle: string,
): Promise<{ other?: User | undefined; membership?: Membership | undefined }> => {
  const readRow = (uuid: string) => getMembership(senderUuid, groupUuidOf(senderUuid, uuid))
  const guess = guesses.get(handle)
  const [other, guessed] = await Promise.all([getUserByHandle(handle), guess ? readRow(guess) : undefined])
  if (!other || other.uuid === senderUuid) return { other }
  if (other.uuid === guess) return { other, membership: guessed }
  if (guesses.size >= mostGuesses) guesses.clear()
  guesses.set(handle, other.uuid)
  return { other, membership: await readRow(other.uuid) }
}
