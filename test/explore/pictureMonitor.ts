import type { State } from './rows.ts'
import type { Json } from './scenario.ts'

/* What must hold of pictures after every write, also of the bucket. */

export type Shown = { uuid: string; key: string; bytes: number; width: number; message: string }

/** The pictures that a message shows. */
export const picturesOf = ({ pk, message_uuid, attachments }: Json): Shown[] =>
  (attachments?.L ?? []).map(({ M }: Json) => ({
    uuid: M.uuid.S,
    key: `attachments/${pk.S.slice('MSG#'.length)}/${M.uuid.S}/${M.copy.S}`,
    bytes: Number(M.bytes.N),
    width: Number(M.width.N),
    message: message_uuid.S,
  }))

export const allPictures = (items: Iterable<Json>): Shown[] =>
  [...items].filter(({ pk }) => pk.S.startsWith('MSG#')).flatMap(picturesOf)

export const checkPictures = ({ items, facts }: State, files: Map<string, string>) => {
  if (Object.keys(facts.uploads).length === 0) return
  const shown = allPictures(items.values())
  for (const { uuid, key, message } of shown) {
    if (!files.has(key)) facts.problems.push(`The message ${message} shows a picture without a file`)
    if (shown.some((other) => other.uuid === uuid && other.message !== message))
      facts.problems.push(`The message ${message} shows a picture of another one`)
  }
}
