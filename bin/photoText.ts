import type { AttachmentView } from '../src/domain/viewSchemas.ts'
import { onOneLine } from './terminalText.ts'

/** A picture as a line of a terminal. */
export const photoLine = ({ width, height, alt }: Pick<AttachmentView, 'width' | 'height' | 'alt'>): string =>
  `[photo ${width} × ${height}${alt === '' ? '' : `, "${onOneLine(alt)}"`}]`

/** A message on one line: how many pictures it has, and its text. */
export const withPhotos = (text: string, count = 0): string => {
  if (count === 0) return text
  const photos = count === 1 ? '[photo]' : `[${count} photos]`
  return text === '' ? photos : `${photos} ${text}`
}
