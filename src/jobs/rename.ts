import type { Membership } from '../domain/group.ts'
import type { Continued, JobOf } from '../domain/job.ts'
import { isShown } from '../domain/profile.ts'
import { groupFrame } from '../domain/views.ts'
import { push } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { noteShown } from '../repository/profile.ts'
import { renameInRows } from '../repository/rowNames.ts'
import { getUserByUuid } from '../repository/users.ts'

/** Tells the people whose rows have changed. A declined request is in none of their lists. */
const tellMembers = async (memberships: Membership[]) => {
  const listed = new Map(
    memberships
      .map((membership) => [membership.userUuid, groupFrame(membership)] as const)
      .filter(([, { type }]) => type === 'group'),
  )
  const connections = await listConnectionsOf([...listed.keys()])
  await push(
    connections.flatMap((connection) => {
      const frame = listed.get(connection.userUuid)
      return frame ? [{ connection, frames: [frame] }] : []
    }),
  )
}

/**
 * Writes the names of a user into the conversation rows of others, page by page. Reads the user for each page: a job for an
 * erased user ends, and one for names that have changed again leaves the rest to the job of that change.
 */
export const rename = async (
  job: JobOf<'rename'>,
  isTimeUp: () => boolean,
): Promise<Continued<JobOf<'rename'>> | undefined> => {
  let { version, after } = job
  for (;;) {
    const user = await getUserByUuid(job.user_uuid)
    if (!user || isShown(user)) return undefined
    version ??= user.profileVersion
    if (user.profileVersion !== version) return undefined
    const page = await renameInRows(user, after)
    await tellMembers(page.renamed)
    if (page.last === undefined) {
      await noteShown(user)
      return undefined
    }
    after = page.last
    if (isTimeUp()) return { job: { ...job, version, after } }
  }
}
