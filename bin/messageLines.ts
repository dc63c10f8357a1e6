import type { MessageView, QuoteView } from '../src/domain/viewSchemas.ts'
import type { Streams } from './command.ts'
import { photoLine, withPhotos } from './photoText.ts'
import { column, cut, localHour, onOneLine, styled } from './terminalText.ts'

/** Shown in place of the text of a deleted message. */
export const deletedText = '(message deleted)'

const quoteColumns = 60

const quoteText = ({
  is_available,
  deleted_at,
  handle = '',
  message = '',
  attachment_count,
}: QuoteView): string => {
  if (is_available === false) return '↳ (message not found)'
  const text = withPhotos(onOneLine(message), attachment_count)
  return `↳ ${onOneLine(handle)}: ${deleted_at ? deletedText : text}`
}

const reactionsText = ({ reactions = [] }: MessageView, handles: ReadonlyMap<string, string>): string =>
  reactions
    .map(({ emoji, user_uuids }) => {
      const names = user_uuids.map((uuid) => handles.get(uuid) ?? uuid.slice(0, 8))
      return onOneLine(`${emoji} ${names.join(', ')}`)
    })
    .join('  ')

type Layout = {
  screen: Streams['stdout']
  handleWidth: number
  /** Of the people who can have reacted, by uuid. */
  handles: ReadonlyMap<string, string>
}

/** The lines of a message: what it replies to, its text, its pictures, and the reactions. Time and sender are in the first one. */
export const messageLines = (view: MessageView, { screen, handleWidth, handles }: Layout): string[] => {
  const { created_at, handle, message, edited_at, deleted_at, reply_to, event, attachments = [] } = view
  const hour = localHour(created_at)
  const who = column(event ? '' : onOneLine(handle), handleWidth, screen) // its text names who has done it
  const usedColumns = hour.length + 2 + who.length + 2
  const dim = (text: string) => styled('dim', cut(text, usedColumns, screen.columns), screen)

  const mark = edited_at === undefined ? '' : ' (edited)'
  const text = cut(onOneLine(message), usedColumns + mark.length, screen.columns)
  const written = event ? dim(text) : `${text}${styled('dim', mark, screen)}`
  const what = deleted_at === undefined ? written : dim(deletedText)
  const reactions = reactionsText(view, handles)
  const [first = '', ...others] = [
    ...(reply_to ? [dim(cut(quoteText(reply_to), 0, quoteColumns))] : []),
    ...(attachments.length > 0 && message === '' && !mark ? [] : [what]),
    ...attachments.map((attachment) => dim(photoLine(attachment))),
    ...(reactions ? [dim(reactions)] : []),
  ]
  return [
    `${styled('dim', hour, screen)}  ${styled('bold', who, screen)}  ${first}`,
    ...others.map((line) => `${' '.repeat(usedColumns)}${line}`),
  ]
}
