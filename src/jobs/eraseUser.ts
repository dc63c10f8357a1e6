import { exportsPrefix } from '../domain/export.ts'
import type { Membership } from '../domain/group.ts'
import type { Continued, JobOf } from '../domain/job.ts'
import { type Place, reachMs } from '../domain/place.ts'
import { inParallel, until } from '../inParallel.ts'
import { deleteConnections, listConnections } from '../repository/connections.ts'
import {
  deleteRow,
  type ErasurePart,
  erasedAmong,
  eraseFromDirect,
  eraseFromFormerGroup,
  type Former,
  forgetCreator,
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
import { deleteExports, listExports, stopExport } from '../repository/exports.ts'
import { removeErased } from '../repository/leaveNamedGroup.ts'
import { hasGroupEnded } from '../repository/namedGroups.ts'
import { keyOfReport, readReports } from '../repository/readReports.ts'
import { deleteSubscriptions } from '../repository/subscriptions.ts'
import { readFormerGroups, readMemberships } from '../repository/userData.ts'
import { deleteReported } from './deleteAttachments.ts'
import { endGroup } from './endGroup.ts'
import { deleteExportFiles } from './exportUser.ts'

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

// A conversation also changes ten messages in parallel. So many conversations at most are unfinished when the time is up.
const maxConversations = 5

const eraseEnded = async ({ userUuid, groupUuid }: Former, part: ErasurePart): Promise<boolean> => {
  const job = { kind: 'end_group', group_uuid: groupUuid } as const
  const next = await endGroup(job, part.isTimeUp, (items) => part.count(erasedAmong(userUuid, items)))
  return next === undefined
}

/** Erases the user from a named group that they have left. If they were the last member, everything in it is deleted. */
const eraseFromLeft = async (former: Former, part: ErasurePart): Promise<boolean> => {
  const isDone = (await hasGroupEnded(former.groupUuid))
    ? await eraseEnded(former, part)
    : await eraseFromFormerGroup(former, part)
  if (!isDone) return false
  await forgetCreator(former)
  await deleteRow(former)
  return true
}

/** Whether the user is erased from the conversation that the row leads to. Otherwise the time is up. */
const eraseFromRow = async (row: Membership | Former, part: ErasurePart): Promise<boolean> => {
  if (!('kind' in row)) return eraseFromLeft(row, part)
  if (row.kind === 'direct') return eraseFromDirect(row, part)
  await removeErased(row.groupUuid, row.userUuid)
  return eraseFromLeft(row, part)
}

/** The rows of the user, in the order of their keys. The rows of conversations that are finished are gone. */
async function* readRows(userUuid: string): AsyncGenerator<Membership | Former> {
  yield* readMemberships(userUuid)
  for await (const groupUuid of readFormerGroups(userUuid)) yield { userUuid, groupUuid }
}

const redact: Step = async (job, isTimeUp, { count }) => {
  const places: Record<string, Place> = {}
  const rows = until(readRows(job.user_uuid), isTimeUp)
  let isCut = false
  await inParallel(
    rows.items,
    async (row) => {
      const { groupUuid } = row
      const from = job.places?.[groupUuid]
      const onCut = (place: Place) => {
        places[groupUuid] = place
      }
      if (await eraseFromRow(row, { from, isTimeUp, count, onCut })) count({ conversations: 1 })
      else isCut = true
    },
    maxConversations,
  )
  if (isCut || rows.isCut()) return { job: { ...job, places } }
  return { job: { kind: job.kind, user_uuid: job.user_uuid, step: 'reports' } }
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

/**
 * The items lead to the files, so they are deleted after them. Before that, they end the jobs that are storing files: such a job
 * deletes its last file.
 */
const eraseExports = async (userUuid: string) => {
  const all = await listExports(userUuid, Number.NEGATIVE_INFINITY)
  if (all.length === 0) return
  await inParallel(all, stopExport)
  await deleteExportFiles(exportsPrefix(userUuid))
  await deleteExports(userUuid)
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
  if (!(await eraseBlockedRows(user.uuid, isTimeUp))) return { job }
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
