import { profileOf } from '../domain/user.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'

export const handler = authenticated().handler(async ({ user }) => ok(profileOf(user)))
