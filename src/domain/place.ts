/**
 * The sort key of a message in its conversation: `<time>#<message uuid>`. Compared as text, places are in the order in
 * which the messages arrived. In the original layout, a place is a time alone, with or without an offset and with up to
 * six decimals; those sort among ours.
 */
export type Place = string

export const placeOf = (time: number, uuid: string): Place => `${new Date(time).toISOString()}#${uuid}`

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

const millisecondsOf = (place: Place): number => {
  const [time = ''] = place.split('#', 1)
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(time)
  return Date.parse(hasOffset ? time : `${time}Z`)
}

const maxLength = 100

export const isPlace = (text: string): boolean =>
  text.length <= maxLength &&
  timePattern.test(text.split('#', 1)[0] ?? '') &&
  !Number.isNaN(millisecondsOf(text))

/** Whether a place is later than the clocks of our servers, which differ by seconds, can make it. */
export const isInFuture = (place: Place, now: number): boolean => millisecondsOf(place) > now + 5 * 60_000

/** The time of a place, in UTC and milliseconds. A time without an offset is UTC, as the original's clocks were. */
export const timeOf = (place: Place): string => new Date(millisecondsOf(place)).toISOString()

/** The uuid of the message at a place. Empty for a place of the original layout, which has none. */
export const uuidIn = (place: Place): string => place.split('#')[1] ?? ''

const timeLength = 'yyyy-mm-ddThh:mm:ss.sssZ'.length

/** The sort key of a change of the message at a place: `<time>#<place>`. */
export const changeOf = (time: number, place: Place): string => `${new Date(time).toISOString()}#${place}`

export const timeOfChange = (change: string): string => change.slice(0, timeLength)

export const placeOfChange = (change: string): Place => change.slice(timeLength + 1)

export const isChange = (text: string): boolean =>
  isPlace(timeOfChange(text)) && text[timeLength] === '#' && isPlace(placeOfChange(text))

const maxTime = Date.UTC(9999, 11, 31) // years of five digits would sort before all others

/** Sorts after every other place. */
export const lastSortablePlace: Place = new Date(maxTime).toISOString()

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** A version 7 uuid contains the time at which it was created. */
export const isUuidV7 = (text: string): boolean => isUuid(text) && /^.{14}7.{4}[89ab]/.test(text)

export const timeOfUuid = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)

/** The place of a message at the time that its version 7 uuid contains. Undefined for other uuids. */
export const firstPlaceOf = (uuid: string): Place | undefined =>
  isUuidV7(uuid) && timeOfUuid(uuid) <= maxTime ? placeOf(timeOfUuid(uuid), uuid) : undefined

/** How long after its time a message may still be written to a place. */
export const freshForMs = 2000

export const isFresh = (place: Place, now: number, maxAheadMs = 0): boolean => {
  const age = now - Date.parse(timeOf(place))
  return age >= -maxAheadMs && age <= freshForMs
}

const functionTimeoutMs = 10_000
export const maxClockSkewMs = 3000

/** How far `since` rewinds, to include messages of slower writers: docs/decisions/0007-safe-retry.md. */
export const reachMs = freshForMs + functionTimeoutMs + maxClockSkewMs

// How soon after the message in the inbox rows another message is quiet: docs/decisions/0009-settled-rows.md.
const quietForMs = 2 * 60_000

/** While the inbox rows show the message at this place, messages before this time are quiet. */
export const quietUntil = (place: Place): string => new Date(millisecondsOf(place) + quietForMs).toISOString()

/**
 * When a conversation whose last loud message has this place is at rest: from then on, no message can be stored as quiet
 * that follows it, or that follows a loud message within its quiet window (docs/decisions/0009-settled-rows.md).
 */
export const restsFrom = (place: Place): number => millisecondsOf(place) + 2 * quietForMs + reachMs
