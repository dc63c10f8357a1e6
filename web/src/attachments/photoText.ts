import * as texts from '../texts.ts'

/** What a message with pictures says where they are not shown: its text, or how many there are. */
export const textWithPhotos = (text: string, count = 0): string =>
  text || (count > 0 ? texts.photos(count) : '')
