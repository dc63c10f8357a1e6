import { partsOf } from '../links.ts'

/** Text as text. What looks like an address can be followed, and takes nothing of this page along. */
export const MessageText = ({ text }: { text: string }) => {
  let at = 0
  return (
    <p className="text" dir="auto">
      {partsOf(text).map((part) => {
        const key = at
        at += part.text.length
        if (!part.href) return part.text
        return (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            <bdi>{part.text}</bdi>
          </a>
        )
      })}
    </p>
  )
}
