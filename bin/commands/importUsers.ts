import { claimFrom } from '../../src/domain/claim.ts'
import { displayNameFrom, displayNameOr } from '../../src/domain/displayName.ts'
import { isUuid } from '../../src/domain/place.ts'
import { isHandle, type User } from '../../src/domain/user.ts'
import { inParallel } from '../../src/inParallel.ts'
import { listClaimed } from '../../src/repository/claims.ts'
import { addClaim, addUser, getUserByUuid } from '../../src/repository/users.ts'
import { type Command, CommandError, type Io } from '../command.ts'
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
  const displayName = displayNameOr(handle, columns.display_name)
  const user = { uuid, handle, displayName, claim: claimFrom(columns.email ?? '') }
  return isUuid(cognitoUserId) ? { ...user, cognitoUserId } : user
}

type Outcome = 'added' | 'changed' | 'unchanged' | 'conflicting' | 'invalid'

// The Cognito id is no part of it: "sync-users" may have found another since.
const isSame = (existing: User, user: User): boolean =>
  existing.handle === user.handle && displayNameOr(existing.handle, existing.displayName) === user.displayName

const sayOf = ({ say }: Io, { line }: Row, text: string) => say(`line ${line}: ${onOneLine(text)}`)

/** Two users of one address: none of them is claimed with it, and only the operator knows who is meant. */
const sayIfShared = async (io: Io, row: Row, user: User) => {
  const [one, other] = user.claim ? await listClaimed(row.columns?.email ?? '') : []
  if (one && other)
    sayOf(
      io,
      row,
      `${one.handle} and ${other.handle} have the same e-mail address, so neither is claimed with it: see "cognito:sync-users -- --help" about --map`,
    )
}

/** What becomes of a user who is there already, by the same uuid, handle and name. */
const importAgain = async (io: Io, row: Row, existing: User, { claim }: User): Promise<Outcome> => {
  if (existing.cognitoUserId || !claim || existing.claim === claim) return 'unchanged'
  if (existing.claim) {
    sayOf(io, row, `the user ${existing.handle} is there already, with another e-mail address`)
    return 'conflicting'
  }
  return (await addClaim(existing, claim)) ? 'changed' : 'unchanged' // or somebody else has changed them a moment ago
}

const importUser = async (row: Row, io: Io): Promise<Outcome> => {
  const user = userFrom(row)
  if (typeof user === 'string') {
    sayOf(io, row, user)
    return 'invalid'
  }
  const { display_name: name } = row.columns ?? {}
  if (name && displayNameFrom(name) === undefined)
    sayOf(io, row, 'the display name is not 1 to 64 visible characters, so the handle is shown instead')
  const taken = await addUser(user)
  const existing = taken?.uuid ? await getUserByUuid(user.uuid) : undefined
  const isKnown = existing !== undefined && isSame(existing, user)
  if (!taken || isKnown) {
    const outcome = isKnown ? await importAgain(io, row, existing, user) : 'added'
    await sayIfShared(io, row, user)
    return outcome
  }
  const what = [
    taken.uuid &&
      (existing
        ? `the user ${user.uuid} is there already, as ${existing.handle}, ${existing.displayName}`
        : `the user ${user.uuid} was erased`),
    taken.handle && !taken.uuid && `the handle ${user.handle} is somebody else's`,
    taken.cognitoId && !taken.uuid && `the Cognito id ${user.cognitoUserId} is somebody else's`,
  ]
  sayOf(io, row, what.filter(Boolean).join(', and '))
  return 'conflicting'
}

export const importUsers: Command = {
  summary:
    "take over the original application's users: a CSV file or a dump of pg_dump; who is there stays as they are",
  usage: '<file> [--stage <stage>]',
  example: 'npm run users:import -- users.csv',
  notes: [
    'The file has the columns uuid, display_name, handle, email and cognito_user_id, in any order; - reads what is piped in.',
    'The table stores a hash of each e-mail address: a person who has verified that address in the user pool gets the user, at sign-up or with "cognito:sync-users".',
    'A display name that is not 1 to 64 visible characters is replaced by the handle.',
    'Rows that cannot be taken over are named, and the exit code is 1; the others are.',
  ].join('\n'),
  options: targetOptions,
  takes: 1,
  run: async (values, [file], io) => {
    if (!file) throw new CommandError('Which file? For example: npm run users:import -- users.csv')
    await useTarget(values)
    const counts: Record<Outcome, number> = { added: 0, changed: 0, unchanged: 0, conflicting: 0, invalid: 0 }
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
