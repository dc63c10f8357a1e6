import { createHash } from 'node:crypto'
import { VisibleError } from './error.ts'
import { isPlace, isUuid, type Place } from './place.ts'

/** Where a page of a user's conversations ends: at the row of this conversation. */
export type ListCursor = { place: Place; groupUuid: string }

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

// Not a secret: it finds cursors of other users, which would be harmless but wrong.
const checksum = (userUuid: string, payload: string): string =>
  createHash('sha256').update(`${userUuid} ${payload}`).digest('base64url').slice(0, 12)

export const listCursorText = (userUuid: string, { place, groupUuid }: ListCursor): string => {
  const payload = encode(`${groupUuid} ${place}`)
  return `${payload}.${checksum(userUuid, payload)}`
}

export const listCursorFrom = (userUuid: string, text: string): ListCursor => {
  const [payload = ''] = text.split('.', 1)
  const [groupUuid = '', place = '', ...rest] = decode(payload).split(' ')
  const isOurs =
    text === `${payload}.${checksum(userUuid, payload)}` &&
    rest.length === 0 &&
    isUuid(groupUuid) &&
    isPlace(place)
  if (!isOurs) throw new VisibleError('cursor_invalid')
  return { place, groupUuid }
}
