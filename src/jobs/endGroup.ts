import type { Continued, JobOf } from '../domain/job.ts'
import { type Deleted, deleteMessages } from '../repository/deleteMessages.ts'
import { getNamedGroup } from '../repository/namedGroups.ts'
import { deleteAllAttachments } from './deleteAttachments.ts'

/**
 * Deletes the messages and pictures of a named group that its last member has left. Whoever was a member can read nothing any
 * more. If the last member did not leave after all, there is nothing to do.
 */
export const endGroup = async (
  job: JobOf<'end_group'>,
  isTimeUp: () => boolean,
  onDelete?: (items: Deleted[]) => void,
): Promise<Continued<JobOf<'end_group'>> | undefined> => {
  if (await getNamedGroup(job.group_uuid)) return undefined
  const isDone =
    (await deleteMessages(job.group_uuid, isTimeUp, onDelete)) &&
    (await deleteAllAttachments(job.group_uuid, isTimeUp))
  return isDone ? undefined : { job }
}
