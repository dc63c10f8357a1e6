import { isUuid } from '../../src/domain/place.ts'
import { displayNameFrom, displayNameOr, isHandle, type User } from '../../src/domain/user.ts'
import { inParallel } from '../../src/inParallel.ts'
import { addUser, getUserByUuid } from '../../src/repository/users.ts'
import { type Command, Complaint, print, say } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'
import { onOneLine } from '../text.ts'
import { type Row, readUsers } from '../usersFile.ts'

/** A row as a user, or why it is none. What stands for the Cognito id and is no uuid ("MOCK") is none yet. */
const userFrom = ({ columns }: Row): User | string => {
  if (!columns) return 'it has more or fewer columns than the heading'
  const uuid = (columns.uuid ?? '').toLowerCase()
  const handle = (columns.handle ?? '').replace(/^@/, '').toLowerCase()
  const cognitoUserId = (columns.cognito_user_id ?? '').toLowerCase()
  if (!isUuid(uuid)) return `"${columns.uuid ?? ''}" is no uuid`
  if (!isHandle(handle)) return `"${columns.handle ?? ''}" is no handle: 1 to 30 of a-z, 0-9 and _`
  const user = { uuid, handle, displayName: displayNameOr(handle, columns.display_name) }
  return isUuid(cognitoUserId) ? { ...user, cognitoUserId } : user
}

type Outcome = 'added' | 'unchanged' | 'conflicting' | 'invalid'

// The Cognito id is no part of it: "sync-users" may have found another since.
const isSame = (existing: User, user: User): boolean =>
  existing.handle === user.handle && displayNameOr(existing.handle, existing.displayName) === user.displayName

const importUser = async (row: Row): Promise<Outcome> => {
  const user = userFrom(row)
  if (typeof user === 'string') {
    say(`line ${row.line}: ${onOneLine(user)}`)
    return 'invalid'
  }
  const { display_name: name } = row.columns ?? {}
  if (name && displayNameFrom(name) === undefined)
    say(
      `line ${row.line}: the display name is not 1 to 64 visible characters, so the handle is shown instead`,
    )
  const taken = await addUser(user)
  if (!taken) return 'added'
  const existing = taken.uuid ? await getUserByUuid(user.uuid) : undefined
  if (existing && isSame(existing, user)) return 'unchanged'
  const what = [
    taken.uuid && `the user ${user.uuid} is there already, as ${existing?.handle}, ${existing?.displayName}`,
    taken.handle && !taken.uuid && `the handle ${user.handle} is somebody else's`,
    taken.cognitoId && !taken.uuid && `the Cognito id ${user.cognitoUserId} is somebody else's`,
  ]
  say(`line ${row.line}: ${onOneLine(what.filter(Boolean).join(', and '))}`)
  return 'conflicting'
}

export const importUsers: Command = {
  summary:
    "take over the original application's users: a CSV file or a dump of pg_dump; who is there stays as they are",
  usage: '<file> [--stage <stage>]',
  example: 'npm run users:import -- users.csv',
  notes: [
    'The file has the columns uuid, display_name, handle, email and cognito_user_id, in any order; - reads what is piped in.',
    'E-mail addresses are left out: they are the user pool\'s. A Cognito id that is none yet comes with "cognito:sync-users".',
    'A display name that is not 1 to 64 visible characters is replaced by the handle.',
    'Rows that cannot be taken over are named, and the exit code is 1; the others are.',
  ].join('\n'),
  options: targetOptions,
  takes: 1,
  run: async (values, [file]) => {
    if (!file) throw new Complaint('Which file? For example: npm run users:import -- users.csv')
    await useTarget(values)
    const counts: Record<Outcome, number> = { added: 0, unchanged: 0, conflicting: 0, invalid: 0 }
    const progress = startProgress('Users read:')
    await inParallel(readUsers(file), async (row) => {
      counts[await importUser(row)] += 1
      progress.tick()
    })
    progress.end()
    print(JSON.stringify(counts))
    if (counts.conflicting + counts.invalid > 0) process.exitCode = 1
  },
}
