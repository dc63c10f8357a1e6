import { isUuid } from '../../src/domain/place.ts'
import { isHandle, type User } from '../../src/domain/user.ts'
import { inParallel } from '../../src/inParallel.ts'
import { addUser, getUserByUuid } from '../../src/repository/users.ts'
import { type Command, Complaint, type Io } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'
import { onOneLine } from '../text.ts'
import { type Row, readUsers } from '../usersFile.ts'

const longestName = 256

/** A row as a user, or why it is none. What stands for the Cognito id and is no uuid ("MOCK") is none yet. */
const userFrom = ({ columns }: Row): User | string => {
  if (!columns) return 'it has more or fewer columns than the heading'
  const uuid = (columns.uuid ?? '').toLowerCase()
  const handle = (columns.handle ?? '').replace(/^@/, '').toLowerCase()
  const cognitoUserId = (columns.cognito_user_id ?? '').toLowerCase()
  if (!isUuid(uuid)) return `"${columns.uuid ?? ''}" is no uuid`
  if (!isHandle(handle)) return `"${columns.handle ?? ''}" is no handle: 1 to 30 of a-z, 0-9 and _`
  const user = { uuid, handle, displayName: columns.display_name || handle }
  if (user.displayName.length > longestName) return `the display name has more than ${longestName} characters`
  return isUuid(cognitoUserId) ? { ...user, cognitoUserId } : user
}

type Outcome = 'added' | 'unchanged' | 'conflicting' | 'invalid'

// The Cognito id is no part of it: "sync-users" may have found another since.
const isSame = (one: User, other: User): boolean =>
  one.handle === other.handle && one.displayName === other.displayName

const importUser = async (row: Row, { say }: Io): Promise<Outcome> => {
  const user = userFrom(row)
  if (typeof user === 'string') {
    say(`line ${row.line}: ${onOneLine(user)}`)
    return 'invalid'
  }
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
    'Rows that cannot be taken over are named, and the exit code is 1; the others are.',
  ].join('\n'),
  options: targetOptions,
  takes: 1,
  run: async (values, [file], io) => {
    if (!file) throw new Complaint('Which file? For example: npm run users:import -- users.csv')
    await useTarget(values)
    const counts: Record<Outcome, number> = { added: 0, unchanged: 0, conflicting: 0, invalid: 0 }
    const progress = startProgress(io, 'Users read:')
    await inParallel(readUsers(file, io.streams), async (row) => {
      counts[await importUser(row, io)] += 1
      progress.tick()
    })
    progress.end()
    io.print(JSON.stringify(counts))
    if (counts.conflicting + counts.invalid > 0) io.fail()
  },
}
