import { createHash } from 'node:crypto'
import { VisibleError } from './error.ts'
import { isPlace, isUuid, type Place } from './place.ts'

/** Points to the row at which a page of a list of conversations ended. */
export type ListCursor = { place: Place; groupUuid: string }

/** The name of a user's list: a cursor is valid for this list only. */
export const listName = (list: string, userUuid: string): string => `${list} ${userUuid}`

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

// Not a signature: it rejects cursors of other users or lists, which would be harmless but wrong.
const checksum = (list: string, payload: string): string =>
  createHash('sha256').update(`${list} ${payload}`).digest('base64url').slice(0, 12)

const textOf = (list: string, parts: string[]): string => {
  const payload = encode(parts.join(' '))
  return `${payload}.${checksum(list, payload)}`
}

const partsFrom = (list: string, text: string): string[] => {
  const [payload = ''] = text.split('.', 1)
  if (text !== `${payload}.${checksum(list, payload)}`) throw new VisibleError('cursor_invalid')
  return decode(payload).split(' ')
}

export const listCursorText = (list: string, { place, groupUuid }: ListCursor): string =>
  textOf(list, [groupUuid, place])

export const listCursorFrom = (list: string, text: string): ListCursor => {
  const [groupUuid = '', place = '', ...rest] = partsFrom(list, text)
  if (rest.length > 0 || !isUuid(groupUuid) || !isPlace(place)) throw new VisibleError('cursor_invalid')
  return { place, groupUuid }
}

/** The cursor of a list that is in the order of uuids. */
export const uuidCursorText = (list: string, uuid: string): string => textOf(list, [uuid])

export const uuidCursorFrom = (list: string, text: string): string => {
  const [uuid = '', ...rest] = partsFrom(list, text)
  if (rest.length > 0 || !isUuid(uuid)) throw new VisibleError('cursor_invalid')
  return uuid
}
