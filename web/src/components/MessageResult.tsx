import type { Message } from '../../../client/types.ts'
import { excerptOf } from '../highlight.ts'
import { Link } from '../router.tsx'
import * as texts from '../texts.ts'
import { fullTime, shortTime } from '../time.ts'
import { stepTo } from './historySteps.ts'
import { PathIcon } from './Icon.tsx'
import { menuIcons } from './menuIcons.ts'

type Props = {
  message: Message
  words: readonly string[]
  isOwn: boolean
  now: Date
  href: string
  isShown: boolean
  /** Whether the message is shown in the place of the results. */
  isStep: boolean
  onOpen: (row: HTMLElement) => void
}

/** A message that a search has found: who wrote it and when, and an excerpt with the words that were searched. */
export const MessageResult = ({ message, words, isOwn, now, href, isShown, isStep, onOpen }: Props) => {
  const { display_name, created_at, message: text } = message
  let offset = 0
  return (
    <Link
      className="row result"
      href={href}
      aria-current={isShown || undefined}
      replace
      {...(isStep && { go: stepTo })}
      onClick={({ currentTarget }) => onOpen(currentTarget)}
    >
      <span className="summary">
        <span className="top">
          <bdi className="name">{isOwn ? texts.you : display_name}</bdi>
          <time dateTime={created_at} title={fullTime(created_at)}>
            {shortTime(created_at, now)}
          </time>
        </span>
        <span className="excerpt" dir="auto">
          {message.attachments && (
            <>
              <PathIcon path={menuIcons.photo} label={texts.photos(message.attachments.length)} />{' '}
            </>
          )}
          {excerptOf(text, words).map(({ text: piece, isMatch }) => {
            const key = offset
            offset += piece.length
            return isMatch ? <mark key={key}>{piece}</mark> : piece
          })}
        </span>
      </span>
    </Link>
  )
}
