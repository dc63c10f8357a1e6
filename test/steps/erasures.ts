import { eraseAtOnce } from '../../bin/eraseAtOnce.ts'
import type { Membership } from '../../src/domain/group.ts'
import { eraseFromDirect } from '../../src/repository/erasure/group.ts'
import { allItems } from './table.ts'

/** Erases a user. `wait` is what happens while the erasure waits for requests in flight. */
export const erases = ({ uuid }: { uuid: string }, wait: () => Promise<unknown> = async () => {}) =>
  eraseAtOnce(uuid, { wait })

/** Erases a user from a conversation of two, whether or not there is such a user. */
export const erasesFrom = async (membership: Membership) => {
  if (membership.kind === 'named') throw new Error('the conversation is a group')
  await eraseFromDirect(membership, {
    from: undefined,
    isTimeUp: () => false,
    onCut: () => {},
    count: () => {},
  })
}

/** The items of the table, as JSON, that contain one of these texts. */
export const leftOf = async (texts: string[]) => {
  const items = (await allItems()).map((item) => JSON.stringify(item))
  return items.filter((item) => texts.some((text) => item.includes(text)))
}
