import * as texts from '../texts.ts'

export type Person = { uuid: string; display_name: string }

/** As many names as fit into a line. */
const maxNames = 4

/** Names as people say them: the user last. */
export const namesIn = (
  userUuids: readonly string[],
  people: readonly Person[],
  ownUuid: string | undefined,
): string => {
  const others = userUuids.filter((uuid) => uuid !== ownUuid)
  if (others.length === 0) return texts.you
  const names = others.map(
    (uuid) => people.findLast((person) => person.uuid === uuid)?.display_name ?? texts.formerMember,
  )
  const shown = names.length > maxNames ? names.slice(0, maxNames - 1) : names
  const rest = names.length - shown.length
  return texts.listOfPeople([
    ...shown,
    ...(rest > 0 ? [texts.moreOthers(rest)] : []),
    ...(others.length < userUuids.length ? [texts.youInList] : []),
  ])
}
