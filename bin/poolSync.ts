import { v4 as uuidv4 } from 'uuid'
import { displayNameOr } from '../src/domain/displayName.ts'
import { isUuid } from '../src/domain/place.ts'
import { handleFrom, type User } from '../src/domain/user.ts'
import { listImportedUsers } from '../src/repository/claims.ts'
import { addUser, getUserByCognitoId, getUserByHandle, giveCognitoId } from '../src/repository/users.ts'
import type { Io } from './command.ts'
import { onOneLine } from './terminalText.ts'
import { isInPool, type PoolUser } from './userPool.ts'
import type { Row } from './usersFile.ts'

/*
 * Links the accounts of the user pool to users. An account gets an existing user only by its verified e-mail address or by
 * the operator's mapping file, never by its preferred handle, which anybody can choose
 * (docs/decisions/0028-claiming-a-user.md).
 */

export type Outcome = 'added' | 'changed' | 'unchanged' | 'conflicting' | 'unconfirmed'

export type SyncRun = {
  userPoolId: string
  isDryRun: boolean
  /** Cognito ids in the mapping file. The file alone decides about them. */
  mapped: Set<string>
  /** Users (by uuid) and handles that this run has assigned, or would have in a dry run. */
  assigned: Set<string>
  io: Io
}

const conflict = ({ io }: SyncRun, subject: string, reason: string): Outcome => {
  io.writeStderr(`conflict: ${onOneLine(`${subject}: ${reason}`)}`)
  return 'conflicting'
}

/** Links a user to a Cognito id, unless the user has changed since they were read. */
const assign = async (
  user: User,
  cognitoUserId: string,
  { isDryRun, assigned, io }: SyncRun,
): Promise<boolean> => {
  const isAssigned = isDryRun ? !assigned.has(user.uuid) : await giveCognitoId(user, cognitoUserId)
  if (!isAssigned) return false
  assigned.add(user.uuid)
  io.writeStderr(
    `${isDryRun ? 'would be changed' : 'changed'}: ${user.handle} from ${user.cognitoUserId ?? 'no Cognito id'} to ${cognitoUserId}`,
  )
  return true
}

const isLinkedInPool = async ({ cognitoUserId }: User, { userPoolId }: SyncRun): Promise<boolean> =>
  cognitoUserId !== undefined && (await isInPool(userPoolId, cognitoUserId))

const changedConcurrently = 'another program is changing the same user. Run this command again.'

/** Applies a row of the mapping file. */
export const applyMapping = async ({ line, columns = {} }: Row, run: SyncRun): Promise<Outcome> => {
  const cognitoUserId = (columns.cognito_user_id ?? '').toLowerCase()
  const [subject, handle] = [`line ${line}`, handleFrom(columns.handle ?? '')]
  if (!isUuid(cognitoUserId))
    return conflict(run, subject, `not a valid Cognito id: ${columns.cognito_user_id ?? ''}`)
  if (run.mapped.has(cognitoUserId)) return conflict(run, subject, `${cognitoUserId} is in the file twice`)
  run.mapped.add(cognitoUserId)
  const user = await getUserByHandle(handle)
  if (!user) return conflict(run, subject, `no user with the handle: ${columns.handle ?? ''}`)
  if (user.cognitoUserId === cognitoUserId) return 'unchanged'
  const other = await getUserByCognitoId(cognitoUserId)
  if (other)
    return conflict(
      run,
      subject,
      `${cognitoUserId} already has the user ${other.handle}. Erase that user first with "users:erase".`,
    )
  if (!(await isInPool(run.userPoolId, cognitoUserId)))
    return conflict(run, subject, `${cognitoUserId} is not in the user pool`)
  if (await isLinkedInPool(user, run))
    return conflict(
      run,
      subject,
      `${user.handle} belongs to ${user.cognitoUserId} in the same pool. Delete that account first.`,
    )
  return (await assign(user, cognitoUserId, run)) ? 'changed' : conflict(run, subject, changedConcurrently)
}

/** Creates a user for an account, with its preferred handle and no other. */
const add = async (
  { sub, preferredHandle: handle, displayName }: PoolUser,
  run: SyncRun,
): Promise<Outcome> => {
  const refuse = (reason: string) => conflict(run, sub, `the handle "${handle}" ${reason}`)
  const hint = 'Choose another preferred_username in the pool.'
  if (!handle) return refuse(`is not valid. ${hint}`)
  const owner = await getUserByHandle(handle)
  if (owner?.cognitoUserId === sub) return 'unchanged' // just added by another run
  if (owner)
    return (await isLinkedInPool(owner, run))
      ? refuse(`belongs to ${owner.cognitoUserId} in the same pool. ${hint}`)
      : refuse('belongs to a user without an account in the pool. If it is the same person, use --map.')
  if (run.assigned.has(handle)) return refuse(`has just been assigned to another account. ${hint}`)
  run.assigned.add(handle)
  if (run.isDryRun) return 'added'
  const user = { uuid: uuidv4(), handle, displayName: displayNameOr(handle, displayName), cognitoUserId: sub }
  if (!(await addUser(user))) return 'added'
  return (await getUserByCognitoId(sub)) // another run has created the same user
    ? 'unchanged'
    : refuse(`has just been taken. ${hint}`)
}

const maxAttempts = 5

/** Whether an account can claim an imported user: neither this account nor another one in the pool is linked to them. */
const isClaimable = async (user: User, { sub }: PoolUser, run: SyncRun): Promise<boolean> =>
  user.cognitoUserId !== sub && !run.assigned.has(user.uuid) && !(await isLinkedInPool(user, run))

/** Links an account of the pool to a user, or in a dry run only determines the outcome. */
export const sync = async (poolUser: PoolUser, run: SyncRun, attempt = 1): Promise<Outcome> => {
  const { sub, verifiedEmail, isConfirmed } = poolUser
  if (!isConfirmed) return 'unconfirmed'
  const [existing, imported] = await Promise.all([getUserByCognitoId(sub), listImportedUsers(verifiedEmail)])
  const handles = imported.map(({ handle }) => handle).join(' and ')
  if (!existing && imported.length > 1)
    return conflict(run, sub, `${handles} were imported with the same e-mail address. Choose one with --map.`)
  const areClaimable = await Promise.all(imported.map((user) => isClaimable(user, poolUser, run)))
  const [claimable] = imported.filter((_, index) => areClaimable[index])
  if (existing && claimable)
    return conflict(
      run,
      sub,
      `already has the user ${existing.handle}, but ${claimable.handle} was imported with the same e-mail address. Users are not merged: erase one of them with "users:erase".`,
    )
  if (existing) {
    if (existing.claim && !run.isDryRun) await giveCognitoId(existing, sub) // removes the claim, which is no longer needed
    return 'unchanged'
  }
  if (!claimable) return add(poolUser, run)
  if (await assign(claimable, sub, run)) return 'changed'
  // The user has changed since they were read.
  return attempt < maxAttempts ? sync(poolUser, run, attempt + 1) : conflict(run, sub, changedConcurrently)
}
