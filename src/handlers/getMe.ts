import { meView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { requireUser } from '../repository/users.ts'

/** Reads the user again: a cached profile can lack a change that another device has just made. */
export const handler = authenticated().handler(async ({ user }) => ok(meView(await requireUser(user.uuid))))
