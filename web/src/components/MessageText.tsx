import { linkify } from '../linkify.ts'

type Props = { text: string; isCut: boolean }

/**
 * The text of a message with clickable links, which get no reference to this page. In a cut message the links cannot be
 * focused, because they may be in the hidden part.
 */
export const MessageText = ({ text, isCut }: Props) => {
  let offset = 0
  return (
    <p className="text">
      {linkify(text).map((part) => {
        const key = offset
        offset += part.text.length
        if (!part.href) return part.text
        return (
          <a
            key={key}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            tabIndex={isCut ? -1 : undefined}
          >
            <bdi>{part.text}</bdi>
          </a>
        )
      })}
    </p>
  )
}
