import { v7 as uuidv7 } from 'uuid'
import { type Export, exportSeconds, firstCursor, stateOf } from '../domain/export.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { exportViews } from '../middleware/answerExports.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { sendWork } from '../queue.ts'
import { addExport, deleteExport, listExports } from '../repository/exports.ts'
import { enforceChangeLimit, enforceLimit } from '../repository/limits.ts'

const secondsPerDay = 24 * 60 * 60

const exportLimit = () => ({ name: 'export', max: env.exportsPerDay, windowSeconds: secondsPerDay })

// Each job can take most of a minute of the few instances that everybody's work shares.
const resendLimit = { name: 'export-resend', max: 5, windowSeconds: 60 * 60 }

const newExport = (userUuid: string, now: number): Export => ({
  userUuid,
  uuid: uuidv7({ msecs: now }),
  createdAt: new Date(now).toISOString(),
  updatedAt: new Date(now).toISOString(),
  cursor: firstCursor,
  version: 0,
  files: [],
  expiresAtSeconds: Math.floor(now / 1000) + exportSeconds,
})

const sendJob = ({ userUuid, uuid }: Export) =>
  sendWork({ kind: 'export_user', user_uuid: userUuid, export_uuid: uuid })

/** Without its job, an export would be running for an hour, and nobody could begin another one. */
const begin = async (one: Export, now: number) => {
  await addExport(one, exportLimit(), now)
  await sendJob(one).catch(async (error: unknown) => {
    await deleteExport(one)
    throw error
  })
}

/** Begins an export, or answers with the one that is running. A job writes its files. */
export const handler = authenticated().handler(async ({ user }) => {
  const now = Date.now()
  await enforceChangeLimit(user.uuid, now)
  const running = (await listExports(user.uuid, now)).filter((one) => stateOf(one, now) === 'running')
  // The function that has added an export can have ended before it sent the job.
  await inParallel(
    running.filter(({ version }) => version === 0),
    async (one) => {
      await enforceLimit(user.uuid, resendLimit, now)
      await sendJob(one)
    },
  )
  const one = running[0] ?? newExport(user.uuid, now)
  if (running.length === 0) await begin(one, now)
  const [view] = await exportViews([one], now)
  return ok(view)
})
