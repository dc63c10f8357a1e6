import type { User } from '../../domain/user.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { putEntries } from '../directory.ts'
import { type Key, listPartition, membersIndex, prefixes } from '../keys.ts'
import { mustBeUnchanged, userOf } from '../userItems.ts'
import { transactWrite, updateIf } from '../writes.ts'
import { kindOf, scanPages } from './scan.ts'

/** Puts a membership of an earlier version into its user's inbox. Returns whether it was in no list. */
const addToInbox = ({ pk, sk }: Key): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: { pk, sk },
    UpdateExpression: 'SET list_key = :list',
    // A membership of this version that is in no list has a state that says why.
    ConditionExpression:
      'attribute_exists(pk) AND attribute_not_exists(list_key) AND attribute_not_exists(#state)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':list': listPartition('inbox', pk.slice(prefixes.membership.length)) },
  })

async function* readMembershipKeys(): AsyncGenerator<Key> {
  for await (const items of scanPages({ index: membersIndex }))
    yield* items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
}

/** Adds the attribute `list_key` to the memberships that lack it. Can be repeated, and runs beside the functions. */
export const addListKeys = async (onMembership: (isChanged: boolean) => void = () => {}) => {
  await inParallel(readMembershipKeys(), async (key) => onMembership(await addToInbox(key)))
}

async function* readUsers(): AsyncGenerator<User> {
  for await (const items of scanPages({}))
    for (const item of items) if (kindOf(item).kind === 'userByUuid') yield userOf(item)
}

/** Adds a user to the directory, unless they are changed or erased meanwhile: then that has written the entries. */
const addToDirectory = async (user: User): Promise<void> => {
  await transactWrite([mustBeUnchanged(user), ...putEntries(user)])
}

/** Adds the users of an earlier version to the directory. Can be repeated, and runs beside the functions. */
export const addDirectoryEntries = async (onUser: () => void = () => {}) => {
  await inParallel(readUsers(), async (user) => {
    await addToDirectory(user)
    onUser()
  })
}
