import { partsOf } from '../links.ts'

type Props = { text: string; isCut: boolean }

/**
 * Text as text. What looks like an address can be followed, and takes nothing of this page along. Where the end is cut off,
 * no link takes the keyboard's focus: it could be in the part that nobody sees.
 */
export const MessageText = ({ text, isCut }: Props) => {
  let at = 0
  return (
    <p className="text">
      {partsOf(text).map((part) => {
        const key = at
        at += part.text.length
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
