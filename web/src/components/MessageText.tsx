import { splitAtMentions } from '../mentions.ts'
import { formatMessage } from '../messageFormat.ts'

type Props = {
  text: string
  isCut: boolean
  /** Without links. */
  isPlain: boolean
  /** A handle: the mentions of this person are marked. */
  mentioned?: string | undefined
}

/** A text in which the mentions of a person are marked. */
const WithMentions = ({ text, handle }: { text: string; handle: string }) =>
  splitAtMentions(text, handle).map(({ text: part, isMention, from }) =>
    isMention ? (
      <mark key={from} className="mention">
        <bdi>{part}</bdi>
      </mark>
    ) : (
      part
    ),
  )

/**
 * The text of a message with code and clickable links, which get no reference to this page. In a cut message the links cannot
 * be focused, because they may be in the hidden part. Markup is in the page but hidden, so that it is copied with the text.
 */
export const MessageText = ({ text, isCut, isPlain, mentioned }: Props) => {
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
        if (!href) return mentioned ? <WithMentions key={key} text={part} handle={mentioned} /> : part
        if (isPlain) return part
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
