import { VisibleError } from '../domain/error.ts'
import { handleFrom } from '../domain/user.ts'
import { profileView } from '../domain/views.ts'
import { http, ok } from '../middleware/http.ts'
import { getUserByHandle } from '../repository/users.ts'

export const handler = http().handler(async ({ pathParameters }) => {
  // In API Gateway, a parameter is a whole segment of the path: the @ before the handle is part of it.
  const [at, ...rest] = pathParameters?.handle ?? ''
  if (at !== '@') throw new VisibleError('route_not_found')
  const user = await getUserByHandle(handleFrom(rest.join('')))
  if (!user) throw new VisibleError('user_not_found')
  return ok(profileView(user))
})
