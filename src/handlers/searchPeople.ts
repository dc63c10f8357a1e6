import { profileView } from '../domain/views.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { directoryTextFrom } from '../middleware/query.ts'
import { searchPeople } from '../repository/directory.ts'
import { enforceLimit } from '../repository/limits.ts'

const searchLimit = () => ({ name: 'people', max: env.peopleSearchesPerMinute, windowSeconds: 60 })

export const handler = authenticated().handler(async ({ user, queryStringParameters }) => {
  const text = directoryTextFrom(queryStringParameters ?? {})
  await enforceLimit(user.uuid, searchLimit(), Date.now())
  const people = await searchPeople(text)
  return ok(people.filter(({ uuid }) => uuid !== user.uuid).map(profileView))
})
