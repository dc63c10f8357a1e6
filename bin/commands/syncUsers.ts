import { v4 as uuidv4 } from 'uuid'
import { inParallel } from '../../src/inParallel.ts'
import { addUser, getUserByCognitoId, getUserByHandle, giveCognitoId } from '../../src/repository/users.ts'
import type { Command, Io } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { isInPool, listPoolUsers, type PoolUser } from '../pool.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

type Outcome = 'added' | 'changed' | 'unchanged' | 'conflicting' | 'unconfirmed'

type Run = { userPoolId: string; isDryRun: boolean; given: Map<string, string>; io: Io }

/** What is to be done about one person of the pool; in a dry run, what would be. */
const sync = async (poolUser: PoolUser, run: Run): Promise<Outcome> => {
  const { userPoolId, isDryRun, given, io } = run
  const { sub: cognitoUserId, wish: handle, displayName, isConfirmed } = poolUser
  if (!isConfirmed) return 'unconfirmed'
  if (await getUserByCognitoId(cognitoUserId)) return 'unchanged'
  const conflict = (why: string): Outcome => {
    io.say(`conflict: ${cognitoUserId} wishes to be called "${handle}", ${why}`)
    return 'conflicting'
  }
  if (!handle) return conflict('which is no handle')

  const alreadyGiven = given.get(handle)
  if (alreadyGiven) return conflict(`which is ${alreadyGiven}, of the same pool`)

  const owner = await getUserByHandle(handle)
  if (!owner) {
    const taken =
      !isDryRun &&
      (await addUser({ uuid: uuidv4(), handle, displayName: displayName || handle, cognitoUserId }))
    if (!taken) return 'added'
    // Somebody has been quicker: perhaps another run of this, about the same person.
    return (await getUserByCognitoId(cognitoUserId))
      ? 'unchanged'
      : conflict('which somebody else has just become')
  }
  if (owner.cognitoUserId === cognitoUserId) return 'unchanged' // by another run, a moment ago
  if (owner.cognitoUserId && (await isInPool(userPoolId, owner.cognitoUserId)))
    return conflict(`which is ${owner.cognitoUserId}, of the same pool`)
  // Another run may have given them to somebody meanwhile: then it is looked at once more.
  if (!isDryRun && !(await giveCognitoId(owner, cognitoUserId))) return sync(poolUser, run)
  io.say(
    `${isDryRun ? 'would be changed' : 'changed'}: ${handle} from ${owner.cognitoUserId ?? 'no Cognito id'} to ${cognitoUserId}`,
  )
  return 'changed'
}

/** Those who wish for one handle come one after the other: the second sees what the first has got. */
const inTurn = () => {
  const turns = new Map<string, Promise<Outcome>>()
  return (poolUser: PoolUser, run: Run): Promise<Outcome> => {
    const { wish, sub } = poolUser
    const turn = Promise.resolve(turns.get(wish))
      .catch(() => {}) // its own caller hears of that
      .then(() => sync(poolUser, run))
      .then((outcome) => {
        if (outcome === 'added' || outcome === 'changed') run.given.set(wish, sub)
        return outcome
      })
    turns.set(wish, turn)
    return turn
  }
}

export const syncUsers: Command = {
  summary:
    "write the Cognito ids of the pool's people into the users of their handles, and create who is missing",
  usage: '[--dry-run] [--stage <stage>] [--yes <table name>]',
  example: 'npm run cognito:sync-users -- --dry-run',
  notes: [
    'added        nobody had the handle: the user is created',
    'changed      the user had no Cognito id, or one that nobody of the pool has any more',
    'unchanged    somebody has this Cognito id already, under whatever handle',
    'conflicting  the handle belongs to somebody else of the pool, and stays theirs',
    'unconfirmed  has not confirmed the e-mail address yet: left alone',
  ].join('\n'),
  options: { ...targetOptions, ...confirmOptions, 'dry-run': { type: 'boolean' } },
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const isDryRun = values['dry-run'] === true
    if (!isDryRun)
      await confirm(`This writes Cognito ids into the users of ${target.tableName}.`, target, values, io)
    const counts: Record<Outcome, number> = {
      added: 0,
      changed: 0,
      unchanged: 0,
      conflicting: 0,
      unconfirmed: 0,
    }
    const run: Run = { userPoolId: target.userPoolId, isDryRun, given: new Map(), io }
    const syncInTurn = inTurn()
    const progress = startProgress(io, 'People of the pool:')
    await inParallel(listPoolUsers(target.userPoolId), async (poolUser) => {
      counts[await syncInTurn(poolUser, run)] += 1
      progress.tick()
    })
    progress.end()
    io.print(JSON.stringify({ dry_run: isDryRun, ...counts }))
  },
}
