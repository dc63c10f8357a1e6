import { formatMessage } from '../messageFormat.ts'

type Props = {
  text: string
  isCut: boolean
  /** Without links. */
  isPlain: boolean
}

/**
 * The text of a message with code and clickable links, which get no reference to this page. In a cut message the links cannot
 * be focused, because they may be in the hidden part. Markup is in the page but hidden, so that it is copied with the text.
 */
export const MessageText = ({ text, isCut, isPlain }: Props) => {
  let offset = 0
  return (
    <p className="text">
      {formatMessage(text).map(({ text: part, href, style }) => {
        const key = offset
        offset += part.length
        if (style === 'markup') {
          return (
            <span key={key} hidden>
              {part}
            </span>
          )
        }
        if (style) {
          return (
            <code key={key} className={style} dir="ltr">
              {part}
            </code>
          )
        }
        if (!href || isPlain) return part
        return (
          <a
            key={key}
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            tabIndex={isCut ? -1 : undefined}
          >
            <bdi>{part}</bdi>
          </a>
        )
      })}
    </p>
  )
}
