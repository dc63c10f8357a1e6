import { deleteReported } from '../../src/jobs/deleteAttachments.ts'
import { eraseUser, findErasable } from '../../src/repository/admin/erasure.ts'
import { allItems } from './table.ts'

/** Erases a user. `wait` is what happens while the erasure waits for requests in flight. */
export const erases = async ({ uuid }: { uuid: string }, wait: () => Promise<unknown> = async () => {}) => {
  const user = await findErasable(uuid)
  if (!user) throw new Error(`there is no user ${uuid}`)
  return eraseUser(user, { wait, deleteCopies: deleteReported })
}

/** The items of the table, as JSON, that contain one of these texts. */
export const leftOf = async (texts: string[]) => {
  const items = (await allItems()).map((item) => JSON.stringify(item))
  return items.filter((item) => texts.some((text) => item.includes(text)))
}
