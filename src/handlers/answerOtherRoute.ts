import { VisibleError } from '../domain/error.ts'
import { http } from '../middleware/http.ts'

/** Answers the preflights of all routes, and requests that match no route. */
export const handler = http().handler(async ({ requestContext }) => {
  if (requestContext.http.method === 'OPTIONS') return { statusCode: 204 }
  throw new VisibleError('route_not_found')
})
