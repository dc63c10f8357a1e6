import { VisibleError } from '../src/domain/error.ts'
import type { User } from '../src/domain/user.ts'
import { findErased } from '../src/repository/erasure/user.ts'
import { createUser } from '../src/repository/users.ts'
import { readConversations } from './conversations.ts'
import { readGroups } from './groups.ts'
import { people } from './people.ts'
import { seedConversation } from './seedConversation.ts'
import { seedGroup } from './seedGroup.ts'

/** A demo user cannot be created, because another user has the handle, the uuid or the Cognito id. */
export class DemoUserError extends Error {}

/** The demo users by the handles that they have in the seed. They may have chosen others since. */
const seedPeople = async (): Promise<Map<string, User>> => {
  const erased = await findErased(people.map(({ uuid }) => uuid))
  const remaining = people.filter(({ uuid }) => !erased.has(uuid))
  const users = await Promise.all(
    remaining.map((person) =>
      createUser({
        uuid: person.uuid,
        displayName: person.display_name,
        cognitoUserId: person.cognito_user_id,
        handles: [person.handle],
      }).catch((error: unknown) => {
        if (!(error instanceof VisibleError)) throw error
        throw new DemoUserError(`Can't create the demo user ${person.handle} (${person.uuid}): ${error.code}`)
      }),
    ),
  )
  return new Map(users.map((user, index) => [remaining[index]?.handle ?? '', user]))
}

const hour = 3_600_000

/**
 * Writes the demo users, their conversations and their group through the repository. Idempotent. Skips users who have been
 * erased, and the conversations and groups with them.
 */
export const seed = async () => {
  const users = await seedPeople()
  const exist = (handles: string[]) => handles.every((handle) => users.has(handle))
  const conversations = readConversations().filter(({ handles }) => exist(handles))
  const groups = readGroups().filter(({ everybody }) => exist(everybody))
  const results = await Promise.all([
    ...conversations.map((conversation, index) => seedConversation(conversation, users, index * 5 * hour)),
    ...groups.map((group) => seedGroup(group, users, 2 * hour)),
  ])
  const sumOf = (name: 'messages' | 'written') => results.reduce((sum, result) => sum + result[name], 0)
  return {
    people: users.size,
    conversations: conversations.length,
    groups: groups.length,
    messages: sumOf('messages'),
    written: sumOf('written'),
  }
}
