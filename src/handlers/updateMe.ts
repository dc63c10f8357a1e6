import { meChangeSchema } from '../domain/bodySchemas.ts'
import { meFrame, meView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notifyUser } from '../push.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { changeSettings, requireUser } from '../repository/users.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(meChangeSchema))
  .handler(async ({ user, body: { strangers } }) => {
    await enforceChangeLimit(user.uuid, Date.now())
    if (strangers === undefined) return ok(meView(await requireUser(user.uuid)))
    const changed = await changeSettings(user.uuid, { strangers })
    await notifyUser(user.uuid, meFrame)
    return ok(meView(changed))
  })
