import { exportViews } from '../middleware/answerExports.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { listExports } from '../repository/exports.ts'

export const handler = authenticated().handler(async ({ user }) => {
  const now = Date.now()
  return ok(await exportViews(await listExports(user.uuid, now), now))
})
