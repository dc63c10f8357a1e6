import type { Profile } from '../../client/types.ts'
import { foldText } from '../../src/domain/foldText.ts'

type Named = Pick<Profile, 'display_name' | 'handle'>

/** A filter for people whose name or handle contains every word of the query. Case and accents do not matter. */
export const matching = (query: string): ((person: Named) => boolean) => {
  const words = foldText(query).split(/\s+/)
  return ({ display_name, handle }) => {
    const text = foldText(`${display_name} @${handle}`)
    return words.every((word) => text.includes(word))
  }
}

/** The handle that a query may be; an empty string for one of several words. */
export const handleIn = (query: string): string => {
  const handle = query.trim().replace(/^@/, '').toLowerCase()
  return /\s/.test(handle) ? '' : handle
}

const minPeopleQuery = 2

/** What the server is asked for people with; an empty string if it is too short. */
export const peopleQuery = (query: string): string => {
  const text = query.trim().replace(/^@/, '')
  return [...foldText(text)].length < minPeopleQuery ? '' : text
}
