import { deleteFile, listFiles } from '../attachments/bucket.ts'
import { exportsPrefix } from '../domain/export.ts'
import type { Continued, JobOf } from '../domain/job.ts'
import { type Place, reachMs } from '../domain/place.ts'
import { inParallel, until } from '../inParallel.ts'
import { deleteConnections, listConnections } from '../repository/connections.ts'
import {
  deleteRow,
  type ErasurePart,
  eraseFromDirect,
  eraseFromFormerGroup,
} from '../repository/erasure/group.ts'
import { redactReport } from '../repository/erasure/reports.ts'
import {
  type Erasable,
  eraseBlockedRows,
  eraseBlocks,
  eraseLimits,
  findErasable,
  freeNames,
  freeReservedHandles,
  markMembership,
  markUser,
} from '../repository/erasure/user.ts'
import { deleteExports, listExports } from '../repository/exports.ts'
import { removeErased } from '../repository/leaveNamedGroup.ts'
import { hasGroupEnded } from '../repository/namedGroups.ts'
import { keyOfReport, readReports } from '../repository/readReports.ts'
import { deleteSubscriptions } from '../repository/subscriptions.ts'
import { readFormerGroups, readMemberships } from '../repository/userData.ts'
import { deleteReported } from './deleteAttachments.ts'
import { endGroup } from './endGroup.ts'

/*
 * Erases a user while requests and stream records of theirs may still be in flight (docs/decisions/0032-erasure.md).
 *
 * mark     Marks the user and then each membership with `erased_at`, and lets the user leave their named groups. Requests that
 *          begin after that are rejected. Then the job waits until every request that began before has ended: nothing new is
 *          written from here on.
 * redact   Deletes the texts of their messages, their reactions, and their name in the other members' memberships, and after
 *          that each membership of the user. Named groups that the user has left last end.
 * reports  Redacts the reports by the user and about them.
 * rest     Deletes what belongs to no conversation, and the account in the user pool. Frees the handles and the Cognito id.
 *
 * Each step can be repeated, and what leads to unfinished work is deleted last. A stream record that arrives late writes no
 * text, and does not restore the name.
 */

type EraseUser = JobOf<'erase_user'>
type Part = Continued<EraseUser> | undefined

export type Erased = {
  conversations: number
  messages: number
  reactions: number
  reports: number
  connections: number
}

type Options = {
  /** Called for everything that was erased. */
  count?: (erased: Partial<Erased>) => void
  /** Deletes the account in the user pool. Without it, somebody else does. */
  deleteAccount?: (cognitoUserId: string) => Promise<unknown>
}

type Step = (job: EraseUser, isTimeUp: () => boolean, options: Required<Options>) => Promise<Part>

const mark: Step = async (job, isTimeUp) => {
  const now = Date.now()
  await markUser(job.user_uuid, now)
  let after = job.after
  const memberships = until(readMemberships(job.user_uuid, after), isTimeUp)
  await inParallel(memberships.items, async (membership) => {
    after = membership.groupUuid // the last one that was begun, and all that were begun are finished
    await markMembership(membership, now)
    if (membership.kind === 'named') await removeErased(membership.groupUuid, membership.userUuid)
  })
  if (memberships.isCut()) return { job: { ...job, step: 'mark', after } }
  return {
    job: { kind: job.kind, user_uuid: job.user_uuid, step: 'redact' },
    delaySeconds: Math.ceil(reachMs / 1000),
  }
}

// A conversation also changes ten messages in parallel.
const maxConversations = 5

/** Erases the user from a named group that they have left. If they were the last member, everything in it is deleted. */
const eraseFromLeft = async (userUuid: string, groupUuid: string, part: ErasurePart): Promise<boolean> => {
  const former = { userUuid, groupUuid }
  const isDone = (await hasGroupEnded(groupUuid))
    ? (await endGroup({ kind: 'end_group', group_uuid: groupUuid }, part.isTimeUp)) === undefined
    : await eraseFromFormerGroup(former, part)
  if (!isDone) return false
  await deleteRow(former)
  return true
}

const redact: Step = async (job, isTimeUp, { count }) => {
  const { user_uuid } = job
  const places: Record<string, Place> = { ...job.places }
  const partOf = (groupUuid: string): ErasurePart => ({
    from: places[groupUuid],
    isTimeUp,
    count,
    onCut: (place) => {
      places[groupUuid] = place
    },
  })
  const finished = (groupUuid: string) => {
    delete places[groupUuid]
    count({ conversations: 1 })
  }
  const memberships = until(readMemberships(user_uuid), isTimeUp)
  await inParallel(
    memberships.items,
    async (membership) => {
      const { groupUuid, userUuid } = membership
      if (membership.kind === 'named') await removeErased(groupUuid, userUuid)
      else if (await eraseFromDirect(membership, partOf(groupUuid))) finished(groupUuid)
    },
    maxConversations,
  )
  const left = until(readFormerGroups(user_uuid), isTimeUp)
  await inParallel(
    left.items,
    async (groupUuid) => {
      if (await eraseFromLeft(user_uuid, groupUuid, partOf(groupUuid))) finished(groupUuid)
    },
    maxConversations,
  )
  const isDone = !memberships.isCut() && !left.isCut() && Object.keys(places).length === 0
  return { job: isDone ? { kind: job.kind, user_uuid, step: 'reports' } : { ...job, places } }
}

const reports: Step = async (job, isTimeUp, { count }) => {
  const now = Date.now()
  let after = job.after
  const all = until(readReports(after), isTimeUp)
  await inParallel(all.items, async (report) => {
    after = keyOfReport(report).sk
    if (await redactReport(report, job.user_uuid, { now, deleteCopies: deleteReported }))
      count({ reports: 1 })
  })
  if (all.isCut()) return { job: { ...job, after } }
  return { job: { kind: job.kind, user_uuid: job.user_uuid, step: 'rest' } }
}

const deleteExportFiles = async (userUuid: string) => {
  const prefix = exportsPrefix(userUuid)
  for (let keys = await listFiles(prefix); keys.length > 0; keys = await listFiles(prefix))
    await inParallel(keys, deleteFile)
}

/** The items lead to the files. After they are deleted, no job stores a file any more, except one that was being stored. */
const eraseExports = async (userUuid: string) => {
  if ((await listExports(userUuid, 0)).length === 0) return
  await deleteExportFiles(userUuid)
  await deleteExports(userUuid)
  await deleteExportFiles(userUuid)
}

const eraseConnections = async (userUuid: string): Promise<number> => {
  const connections = await listConnections(userUuid, { consistent: true })
  await deleteConnections(connections)
  await deleteSubscriptions(userUuid)
  return connections.length
}

const eraseNames = async (user: Erasable, deleteAccount: Required<Options>['deleteAccount']) => {
  await freeReservedHandles(user)
  if (user.cognitoUserId !== undefined) await deleteAccount(user.cognitoUserId)
  await freeNames(user.uuid)
}

const rest: Step = async (job, isTimeUp, { count, deleteAccount }) => {
  const user = await findErasable(job.user_uuid)
  if (!user) return undefined
  if (!(await eraseBlocks(user.uuid, isTimeUp))) return { job }
  await eraseBlockedRows(user.uuid)
  count({ connections: await eraseConnections(user.uuid) })
  await eraseExports(user.uuid)
  await eraseLimits(user.uuid)
  await eraseNames(user, deleteAccount)
  return undefined
}

const steps: Record<NonNullable<EraseUser['step']>, Step> = { mark, redact, reports, rest }

/** Does as many steps as the time allows. Returns the job with which to continue. */
export const eraseUser = async (
  job: EraseUser,
  isTimeUp: () => boolean,
  { count = () => {}, deleteAccount = async () => {} }: Options = {},
): Promise<Part> => {
  const part = await steps[job.step ?? 'mark'](job, isTimeUp, { count, deleteAccount })
  if (!part || part.delaySeconds !== undefined || isTimeUp()) return part
  return eraseUser(part.job, isTimeUp, { count, deleteAccount })
}
