/*
 * A message's place in its conversation is `<time>#<uuid>`: as text, places sort as the messages came.
 * The original layout has places that are a bare time, with an offset or none and with microseconds; those sort among ours.
 */

/** A message's position in its conversation: `<time>#<message uuid>`. Places sort as text in order of arrival. */
export type Place = string

export const placeOf = (time: number, uuid: string): string => `${new Date(time).toISOString()}#${uuid}`

const original = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

const millisecondsOf = (place: string): number => {
  const [time = ''] = place.split('#', 1)
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(time)
  return Date.parse(hasOffset ? time : `${time}Z`)
}

const longest = 100

export const isPlace = (text: string): boolean =>
  text.length <= longest && original.test(text.split('#', 1)[0] ?? '') && !Number.isNaN(millisecondsOf(text))

/** When it was, in UTC and milliseconds. A time without an offset is UTC: the original's clocks were. */
export const timeOf = (place: string): string => new Date(millisecondsOf(place)).toISOString()

/** Whose place it is; a bare time of the original layout does not say. */
export const uuidIn = (place: string): string => place.split('#')[1] ?? ''

const lastSortable = Date.UTC(9999, 11, 31) // a year of five digits would sort before all others

/** After every other. */
export const lastSortablePlace = new Date(lastSortable).toISOString()

/** The first place of a version-7 uuid, which says itself when it was minted; of another version there is none to tell. */
export const firstPlaceOf = (uuid: string): string | undefined =>
  isMinted(uuid) && mintedAt(uuid) <= lastSortable ? placeOf(mintedAt(uuid), uuid) : undefined

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

export const isMinted = (text: string): boolean => isUuid(text) && /^.{14}7.{4}[89ab]/.test(text)

export const mintedAt = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)

/** So long after its time may a message still be written to a place. */
export const freshForMs = 2000

export const isFresh = (place: string, now: number): boolean => {
  const age = now - Date.parse(timeOf(place))
  return age >= 0 && age <= freshForMs
}

/** So far back must one look for what a slower writer may have put behind what one has seen: its freshness and a function's time. */
export const reachMs = freshForMs + 10_000 + 3000

/** So long after a message that inboxes show do those that follow leave them alone: docs/decisions/0023-quiet-messages.md. */
const quietForMs = 2 * 60_000

/** Before this a message is quiet, where the rows of its group show this place. */
export const quietUntil = (place: string): string =>
  new Date(millisecondsOf(place) + quietForMs).toISOString()

/** After this was shown what made a message at this place quiet. */
export const quietSince = (place: string): string =>
  new Date(millisecondsOf(place) - quietForMs).toISOString()
