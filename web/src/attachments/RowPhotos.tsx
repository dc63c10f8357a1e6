import { PathIcon } from '../components/Icon.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import * as texts from '../texts.ts'

/** A message with pictures in a line: its text, or how many pictures it has. */
export const RowPhotos = ({ count, text }: { count: number; text: string }) => (
  <>
    <PathIcon path={menuIcons.photo} {...(text && { label: texts.photos(count) })} />{' '}
    {text || texts.photos(count)}
  </>
)
