import { listName, uuidCursorFrom, uuidCursorText } from '../domain/listCursor.ts'
import { erasedUser } from '../domain/message.ts'
import { profileView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { linkTo } from '../middleware/links.ts'
import { limitFrom } from '../middleware/query.ts'
import { listBlocked } from '../repository/blocks.ts'
import { getUsers } from '../repository/users.ts'

/** The people whom the user has blocked, with their current names. */
export const handler = authenticated().handler(async ({ user, rawPath, queryStringParameters }) => {
  const query = queryStringParameters ?? {}
  const limit = limitFrom(query)
  const name = listName('blocks', user.uuid)
  const after = query.cursor === undefined ? undefined : uuidCursorFrom(name, query.cursor)
  const { uuids, hasMore } = await listBlocked(user.uuid, { after, limit })
  const users = new Map((await getUsers(uuids)).map((one) => [one.uuid, one]))
  const last = uuids.at(-1)
  const links =
    hasMore && last
      ? [linkTo(rawPath, { limit: String(limit), cursor: uuidCursorText(name, last) }, 'next')]
      : []
  // The block of an erased person remains until it is taken back.
  return ok(
    uuids.map((uuid) => profileView({ ...erasedUser, ...users.get(uuid), uuid })),
    links,
  )
})
