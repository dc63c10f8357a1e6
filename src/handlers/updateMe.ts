import { meChangeSchema } from '../domain/bodySchemas.ts'
import type { Job } from '../domain/job.ts'
import { meFrame, meView } from '../domain/views.ts'
import { env } from '../env.ts'
import { errorFacts, log } from '../log.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notifyUser } from '../push.ts'
import { sendWork } from '../queue.ts'
import { enforceChangeLimit, enforceLimit } from '../repository/limits.ts'
import { changeProfile } from '../repository/profile.ts'

const renameLimit = () => ({ name: 'rename', max: env.renamesPerHour, windowSeconds: 3600 })

// Longer than the function can still write: 10 s, and what DynamoDB may need for its last request.
const delaySeconds = 20

/** The rows of others get the names soon. If this fails, the delayed job does it. */
const hurry = (job: Job) =>
  sendWork(job).catch((error: unknown) => log.warn('job not sent', { ...job, ...errorFacts(error) }))

/**
 * Sends the job before the change, so that there is a job however the function ends. It comes when the change is made, or
 * was not made: then there is nothing to do (docs/decisions/0041-renames-and-long-work.md).
 */
export const handler = authenticated()
  .use(jsonBody())
  .use(validate(meChangeSchema))
  .handler(async ({ user: { uuid }, body: { display_name: displayName, handle, strangers } }) => {
    const now = Date.now()
    await enforceChangeLimit(uuid, now)
    const job: Job = { kind: 'rename', user_uuid: uuid }
    const beforeRename = async () => {
      await enforceLimit(uuid, renameLimit(), now)
      await sendWork(job, { delaySeconds })
    }
    const change = { displayName, handle, strangers }
    const { user, isChanged, isRenamed } = await changeProfile(uuid, change, { now, beforeRename })
    await Promise.all([isRenamed && hurry(job), isChanged && notifyUser(uuid, meFrame)])
    return ok(meView(user))
  })
