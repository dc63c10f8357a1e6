import { v7 as uuidv7 } from 'uuid'
import { type Export, exportSeconds, firstCursor, stateOf } from '../domain/export.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { exportViews } from '../middleware/answerExports.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { sendWork } from '../queue.ts'
import { addExport, listExports } from '../repository/exports.ts'
import { enforceChangeLimit, enforceLimit } from '../repository/limits.ts'

const secondsPerDay = 24 * 60 * 60

const exportLimit = () => ({ name: 'export', max: env.exportsPerDay, windowSeconds: secondsPerDay })

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

/** Begins an export, or answers with the one that is running. A job writes its files. */
export const handler = authenticated().handler(async ({ user }) => {
  const now = Date.now()
  await enforceChangeLimit(user.uuid, now)
  const running = (await listExports(user.uuid, now)).filter((one) => stateOf(one, now) === 'running')
  if (running.length === 0) {
    const one = newExport(user.uuid, now)
    await enforceLimit(user.uuid, exportLimit(), now)
    await addExport(one)
    running.push(one)
  }
  // Also of one that was there and has not begun: the function that has added it can have ended before it sent the job.
  const jobs = running.filter(({ version }) => version === 0)
  await inParallel(jobs, ({ userUuid, uuid }) =>
    sendWork({ kind: 'export_user', user_uuid: userUuid, export_uuid: uuid }),
  )
  const [view] = await exportViews(running, now)
  return ok(view)
})
