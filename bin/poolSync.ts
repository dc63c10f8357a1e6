import { v4 as uuidv4 } from 'uuid'
import { displayNameOr } from '../src/domain/displayName.ts'
import { isUuid } from '../src/domain/place.ts'
import { handleFrom, type User } from '../src/domain/user.ts'
import { listClaimed } from '../src/repository/claims.ts'
import { addUser, getUserByCognitoId, getUserByHandle, giveCognitoId } from '../src/repository/users.ts'
import type { Io } from './command.ts'
import { isInPool, type PoolUser } from './pool.ts'
import { onOneLine } from './text.ts'
import type { Row } from './usersFile.ts'

/*
 * Who of the user pool gets which user. An existing user is given to somebody for the e-mail address that they have
 * verified, or because the operator says so: never for the handle that they ask for (docs/decisions/0028-claiming-a-user.md).
 */

export type Outcome = 'added' | 'changed' | 'unchanged' | 'conflicting' | 'unconfirmed'

export type Run = {
  userPoolId: string
  isDryRun: boolean
  /** The Cognito ids that the operator's file names: the file alone decides about them. */
  mapped: Set<string>
  /** The handles and the users that a dry run would have given to somebody by now. */
  given: Set<string>
  io: Io
}

const conflict = ({ io: { say } }: Run, who: string, why: string): Outcome => {
  say(`conflict: ${onOneLine(`${who}: ${why}`)}`)
  return 'conflicting'
}

/** Gives a user a Cognito id, unless another has got them since they were read. */
const give = async (owner: User, cognitoUserId: string, { isDryRun, given, io }: Run): Promise<boolean> => {
  const isGiven = isDryRun ? !given.has(owner.uuid) : await giveCognitoId(owner, cognitoUserId)
  if (!isGiven) return false
  given.add(owner.uuid)
  io.say(
    `${isDryRun ? 'would be changed' : 'changed'}: ${owner.handle} from ${owner.cognitoUserId ?? 'no Cognito id'} to ${cognitoUserId}`,
  )
  return true
}

const hasOwnerInPool = async ({ cognitoUserId }: User, { userPoolId }: Run): Promise<boolean> =>
  cognitoUserId !== undefined && (await isInPool(userPoolId, cognitoUserId))

const changedMeanwhile = 'another program is changing the same user: run this again'

/** What the operator's file says about one Cognito id. */
export const applyMapping = async ({ line, columns = {} }: Row, run: Run): Promise<Outcome> => {
  const cognitoUserId = (columns.cognito_user_id ?? '').toLowerCase()
  const [who, handle] = [`line ${line}`, handleFrom(columns.handle ?? '')]
  if (!isUuid(cognitoUserId))
    return conflict(run, who, `"${columns.cognito_user_id ?? ''}" is not a Cognito id`)
  if (run.mapped.has(cognitoUserId)) return conflict(run, who, `${cognitoUserId} is there twice`)
  run.mapped.add(cognitoUserId)
  const user = await getUserByHandle(handle)
  if (!user) return conflict(run, who, `nobody has the handle "${columns.handle ?? ''}"`)
  if (user.cognitoUserId === cognitoUserId) return 'unchanged'
  const other = await getUserByCognitoId(cognitoUserId)
  if (other)
    return conflict(run, who, `${cognitoUserId} has the user ${other.handle}: "users:erase" that user first`)
  if (!(await isInPool(run.userPoolId, cognitoUserId)))
    return conflict(run, who, `${cognitoUserId} is not in the user pool`)
  if (await hasOwnerInPool(user, run))
    return conflict(
      run,
      who,
      `${user.handle} belongs to ${user.cognitoUserId} of the same pool: delete that account first`,
    )
  return (await give(user, cognitoUserId, run)) ? 'changed' : conflict(run, who, changedMeanwhile)
}

/** Creates a user for somebody of the pool, with the handle that they asked for and no other. */
const add = async ({ sub, wish: handle, displayName }: PoolUser, run: Run): Promise<Outcome> => {
  const refuse = (why: string) => conflict(run, sub, `asks for the handle "${handle}", ${why}`)
  const another = 'choose another preferred_username in the pool'
  if (!handle) return refuse(`which is not a handle: ${another}`)
  const owner = await getUserByHandle(handle)
  if (owner?.cognitoUserId === sub) return 'unchanged' // by another run, a moment ago
  if (owner)
    return (await hasOwnerInPool(owner, run))
      ? refuse(`which belongs to ${owner.cognitoUserId} of the same pool: ${another}`)
      : refuse('of a user whom nobody of the pool has: if they are the same person, say so with --map')
  if (run.given.has(handle)) return refuse(`which somebody else of the pool has just got: ${another}`)
  run.given.add(handle)
  if (run.isDryRun) return 'added'
  const user = { uuid: uuidv4(), handle, displayName: displayNameOr(handle, displayName), cognitoUserId: sub }
  if (!(await addUser(user))) return 'added'
  return (await getUserByCognitoId(sub)) // another run of this has created the same person
    ? 'unchanged'
    : refuse(`which somebody else has just got: ${another}`)
}

const attempts = 5

/** Whether somebody may be given an imported user: not who has them, and not one who belongs to another of the pool. */
const isClaimable = async (user: User, { sub }: PoolUser, run: Run): Promise<boolean> =>
  user.cognitoUserId !== sub && !run.given.has(user.uuid) && !(await hasOwnerInPool(user, run))

/** What is to be done about one person of the pool; in a dry run, what would be. */
export const sync = async (poolUser: PoolUser, run: Run, attempt = 1): Promise<Outcome> => {
  const { sub, verifiedEmail, isConfirmed } = poolUser
  if (!isConfirmed) return 'unconfirmed'
  const [existing, imported] = await Promise.all([getUserByCognitoId(sub), listClaimed(verifiedEmail)])
  const handles = imported.map(({ handle }) => handle).join(' and ')
  if (!existing && imported.length > 1)
    return conflict(
      run,
      sub,
      `${handles} were imported with the same e-mail address: say who is meant with --map`,
    )
  const areClaimable = await Promise.all(imported.map((user) => isClaimable(user, poolUser, run)))
  const [owner] = imported.filter((_, index) => areClaimable[index])
  if (existing && owner)
    return conflict(
      run,
      sub,
      `has the user ${existing.handle}, and ${owner.handle} was imported with the same e-mail address. Nothing is merged: "users:erase" the one that is not needed`,
    )
  if (existing) {
    if (existing.claim && !run.isDryRun) await giveCognitoId(existing, sub) // takes the claim, which is not needed
    return 'unchanged'
  }
  if (!owner) return add(poolUser, run)
  if (await give(owner, sub, run)) return 'changed'
  // Somebody has changed the user since they were read: read again.
  return attempt < attempts ? sync(poolUser, run, attempt + 1) : conflict(run, sub, changedMeanwhile)
}
