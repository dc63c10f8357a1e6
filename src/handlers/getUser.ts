import { VisibleError } from '../domain/error.ts'
import { handleFrom } from '../domain/user.ts'
import { profileView } from '../domain/views.ts'
import { http, ok } from '../middleware/http.ts'
import { getUserByHandle } from '../repository/users.ts'

export const handler = http().handler(async ({ pathParameters }) => {
  // API Gateway knows no parameter that is a part of a segment, so the @ is ours to see to.
  const [at, ...rest] = pathParameters?.handle ?? ''
  if (at !== '@') throw new VisibleError('route_not_found')
  const user = await getUserByHandle(handleFrom(rest.join('')))
  if (!user) throw new VisibleError('user_not_found')
  return ok(profileView(user))
})
