import { claimFrom } from '../../src/domain/claim.ts'
import { displayNameFrom, displayNameOr } from '../../src/domain/displayName.ts'
import { isUuid } from '../../src/domain/place.ts'
import { isHandle, type User } from '../../src/domain/user.ts'
import { inParallel } from '../../src/inParallel.ts'
import { addClaim } from '../../src/repository/admin/users.ts'
import { listImportedUsers } from '../../src/repository/claims.ts'
import { addUser, getUserByUuid } from '../../src/repository/users.ts'
import type { Command, Io } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'
import { onOneLine } from '../terminalText.ts'
import { type Row, readUsers } from '../usersFile.ts'

/** The user of a row, or why it is invalid. A Cognito id that is not a uuid, such as "MOCK", is ignored. */
const userFrom = ({ columns }: Row): User | string => {
  if (!columns) return 'the number of columns differs from the heading'
  const uuid = (columns.uuid ?? '').toLowerCase()
  const handle = (columns.handle ?? '').replace(/^@/, '').toLowerCase()
  const cognitoUserId = (columns.cognito_user_id ?? '').toLowerCase()
  if (!isUuid(uuid)) return `not a valid uuid: ${columns.uuid ?? ''}`
  if (!isHandle(handle)) return `not a valid handle (1 to 30 of a-z, 0-9 and _): ${columns.handle ?? ''}`
  const displayName = displayNameOr(handle, columns.display_name)
  const user = { uuid, handle, displayName, claim: claimFrom(columns.email ?? '') }
  return isUuid(cognitoUserId) ? { ...user, cognitoUserId } : user
}

type Outcome = 'added' | 'changed' | 'unchanged' | 'conflicting' | 'invalid'

// Ignores the Cognito id, which cognito:sync-users may have changed since.
const isSame = (existing: User, user: User): boolean =>
  existing.handle === user.handle && displayNameOr(existing.handle, existing.displayName) === user.displayName

const report = ({ writeStderr }: Io, { line }: Row, text: string) =>
  writeStderr(`line ${line}: ${onOneLine(text)}`)

/** Reports that two users have the same e-mail address, so that neither can be claimed with it. */
const reportSharedAddress = async (io: Io, row: Row, user: User) => {
  const [first, second] = user.claim ? await listImportedUsers(row.columns?.email ?? '') : []
  if (first && second)
    report(
      io,
      row,
      `${first.handle} and ${second.handle} have the same e-mail address, so neither can be claimed with it. Choose one with "npm run cognito:sync-users -- --map <file>".`,
    )
}

/** Imports a user who already exists with the same uuid, handle and display name: adds the claim, if there is a new one. */
const importExisting = async (io: Io, row: Row, existing: User, { claim }: User): Promise<Outcome> => {
  if (existing.cognitoUserId || !claim || existing.claim === claim) return 'unchanged'
  if (existing.claim) {
    report(io, row, `the user ${existing.handle} already exists with a different e-mail address`)
    return 'conflicting'
  }
  return (await addClaim(existing, claim)) ? 'changed' : 'unchanged' // unchanged here, because another program has just changed the user
}

const importUser = async (row: Row, io: Io): Promise<Outcome> => {
  const user = userFrom(row)
  if (typeof user === 'string') {
    report(io, row, user)
    return 'invalid'
  }
  const { display_name: name } = row.columns ?? {}
  if (name && displayNameFrom(name) === undefined)
    report(io, row, 'the display name is not 1 to 64 visible characters, so the handle is used instead')
  const taken = await addUser(user)
  const existing = taken?.uuid ? await getUserByUuid(user.uuid) : undefined
  const isImported = existing !== undefined && isSame(existing, user)
  if (!taken || isImported) {
    const outcome = isImported ? await importExisting(io, row, existing, user) : 'added'
    await reportSharedAddress(io, row, user)
    return outcome
  }
  const conflicts = [
    taken.uuid &&
      (existing
        ? `the user ${user.uuid} already exists as ${existing.handle}, ${existing.displayName}`
        : `the user ${user.uuid} was erased`),
    taken.handle && !taken.uuid && `the handle ${user.handle} is taken`,
    taken.cognitoId && !taken.uuid && `the Cognito id ${user.cognitoUserId} is taken`,
  ]
  report(io, row, conflicts.filter(Boolean).join(', and '))
  return 'conflicting'
}

export const importUsers: Command = {
  summary: 'Import the users of the original application, and leave existing users unchanged',
  arguments: [{ name: 'file', description: 'A CSV file or a pg_dump file, or - for standard input' }],
  options: targetOptions,
  notes: [
    'The file has the columns uuid, display_name, handle, email and cognito_user_id, in any order.',
    'The table stores a hash of each e-mail address. An account of the user pool with the same verified',
    'address gets the user, at sign-up or with "npm run cognito:sync-users".',
    'Rows that cannot be imported are reported, and the exit code is 1. The other rows are imported.',
  ].join('\n'),
  example: 'npm run users:import -- users.csv',
  run: async (values, [file = ''], io) => {
    await useTarget(values)
    const counts: Record<Outcome, number> = { added: 0, changed: 0, unchanged: 0, conflicting: 0, invalid: 0 }
    const progress = startProgress(io, 'Users read:')
    await inParallel(readUsers(file, io.streams), async (row) => {
      counts[await importUser(row, io)] += 1
      progress.tick()
    })
    progress.end()
    io.writeStdout(JSON.stringify(counts))
    if (counts.conflicting + counts.invalid > 0) io.fail()
  },
}
