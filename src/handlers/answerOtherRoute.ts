import { VisibleError } from '../domain/error.ts'
import { http } from '../middleware/http.ts'

/** Preflights of every route, and whatever is no route. */
export const handler = http().handler(async ({ requestContext }) => {
  if (requestContext.http.method === 'OPTIONS') return { statusCode: 204 }
  throw new VisibleError('route_not_found')
})
