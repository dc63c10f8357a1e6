import type { Client, Version } from './facts.ts'
import type { Json } from './scenario.ts'

/* Messages as clients hold them, who replace one only by a higher revision. */

const contentOf = (fields: (string | undefined)[], reactions: [user: string, emoji: string][]) =>
  JSON.stringify([...fields, reactions.sort()])

/** From a response or a frame. */
const versionOfView = ({ revision, reactions = [], ...view }: Json): Version => ({
  revision,
  content: contentOf(
    [view.message, view.user_uuid, view.edited_at, view.deleted_at, view.reply_to?.uuid],
    reactions.flatMap(({ emoji, user_uuids }: Json) => user_uuids.map((user: string) => [user, emoji])),
  ),
})

/** From the table. */
export const versionOfItem = ({ revision, reactions, ...item }: Json): Version => ({
  revision: Number(revision?.N ?? 0),
  content: contentOf(
    [item.message?.S ?? '', item.user_uuid.S, item.edited_at?.S, item.deleted_at?.S, item.reply_to?.M.uuid.S],
    Object.entries(reactions?.M ?? {}).map(([user, emoji]) => [user, (emoji as Json).S]),
  ),
})

export const hold = ({ held }: Pick<Client, 'held'>, views: Json[]) => {
  for (const view of views) {
    const version = versionOfView(view)
    const known = held.get(view.uuid)
    if (!known || known.revision < version.revision) held.set(view.uuid, version)
  }
}
