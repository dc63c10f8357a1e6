import type { Profile } from '../../../client/types.ts'
import { foldText } from '../../../src/domain/foldText.ts'

/** What is typed of a mention before the caret, and where it begins. */
export const mentionBefore = (text: string, caret: number): { from: number; query: string } | undefined => {
  const match = /(?<![\w@])@([\p{L}\p{M}\p{N}_]{0,30})$/u.exec(text.slice(0, caret))
  return match ? { from: match.index, query: match[1] ?? '' } : undefined
}

/** The people whose handle, or a word of whose name, begins with the query. */
export const beginningWith = <Person extends Pick<Profile, 'display_name' | 'handle'>>(
  people: readonly Person[],
  query: string,
): Person[] => {
  const wanted = foldText(query)
  const words = ({ display_name, handle }: Person) => [handle, ...foldText(display_name).split(/\s+/)]
  return people.filter((person) => words(person).some((word) => word.startsWith(wanted)))
}
