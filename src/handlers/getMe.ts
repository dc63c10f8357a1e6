import { profileView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'

export const handler = authenticated().handler(async ({ user }) => ok(profileView(user)))
