import { type ReactNode, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LocalAttachment, Profile, Quote } from '../../../client/types.ts'
import { classNames } from '../classNames.ts'
import { isOnlyEmoji } from '../emoji.ts'
import { hueOf } from '../hue.ts'
import * as texts from '../texts.ts'
import { MessageText } from './MessageText.tsx'
import { useLaterCode } from './useLoadedLater.ts'

const maxLines = 24 // the stylesheet cuts at 20, so that "Show more" always reveals several lines

// On a narrow screen with enlarged text, a line has room for this many wide characters.
const minPerLine = 6

/** Measuring takes most of the time of scrolling, and most messages are short. */
const canBeTall = (text: string): boolean => text.length / minPerLine + text.split('\n').length > maxLines

/** Whether the text is too tall to be shown whole in the log. */
const useIsTall = (message: string) => {
  const content = useRef<HTMLDivElement>(null)
  const [isTall, setTall] = useState(false)
  useLayoutEffect(() => {
    const { current } = content
    const text = current?.querySelector('.text')
    if (!current || !text || !canBeTall(message)) return
    // Only the text: the time moves when the result changes.
    const measure = () => {
      const lineHeight = Number.parseFloat(getComputedStyle(text).lineHeight)
      setTall(text.getBoundingClientRect().height > maxLines * lineHeight)
    }
    measure() // before the virtual list measures the whole height
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [message])
  return { content, isTall }
}

/** The virtual list scrolls down when a message grows that starts above the screen. This scrolls back. */
const keepPosition = (bubble: HTMLElement) => {
  const { top, height } = bubble.getBoundingClientRect()
  // Created after the virtual list's own observer, and so called after it.
  const observer = new ResizeObserver(() => {
    const now = bubble.getBoundingClientRect()
    if (now.height === height) return
    observer.disconnect()
    bubble.closest('.log')?.scrollBy({ top: now.top - top, behavior: 'instant' })
  })
  observer.observe(bubble)
}

type Props = {
  /** Whose name is shown, with the colour of their avatar. */
  author?: Pick<Profile, 'display_name' | 'handle'> | undefined
  text: string
  isOwn: boolean
  quote?: Quote | undefined
  attachments?: readonly Pick<LocalAttachment, 'width' | 'height'>[] | undefined
  /** They take their room before their code is loaded. */
  photos?: ReactNode
  /** Without links. */
  isPlain?: boolean
  isDeleted?: boolean
  mentioned?: string | undefined
  time: ReactNode
  /** In a run, only the last message always shows its time. */
  isTimeShown: boolean
  /** Controls beside the bubble. */
  controls: ReactNode
}

/** The text of a message with its time; tall texts are cut, with a button to show the rest. */
export const Bubble = (props: Props) => {
  const {
    author,
    text,
    quote,
    attachments,
    isOwn,
    isPlain = false,
    isDeleted,
    time,
    isTimeShown,
    controls,
  } = props
  const later = useLaterCode()
  const { content, isTall } = useIsTall(text)
  const [isOpen, setOpen] = useState(false)
  const bubble = useRef<HTMLDivElement>(null)
  const id = useId()
  const isCut = isTall && !isOpen
  const isEmoji = useMemo(() => !quote && !attachments && isOnlyEmoji(text), [quote, attachments, text])

  const toggle = () => {
    if (!isOpen && bubble.current) keepPosition(bubble.current)
    setOpen(!isOpen)
    // The button is at the bottom of the message, so the shortened message would be above the screen.
    if (isOpen) requestAnimationFrame(() => bubble.current?.scrollIntoView({ block: 'nearest' }))
  }

  return (
    <div
      ref={bubble}
      className={classNames('bubble', isOwn && 'own', isEmoji && 'emoji', isDeleted && 'deleted')}
    >
      {author && (
        <bdi
          className="author"
          aria-hidden="true"
          style={{ '--hue': hueOf(author.handle) } as React.CSSProperties}
        >
          {author.display_name}
        </bdi>
      )}
      {/* Its height is fixed, so that nothing moves when the code is loaded. */}
      {quote && <div className="quoted">{later && <later.MessageQuote quote={quote} />}</div>}
      {attachments?.[0] && (
        <div
          className={text ? 'photos' : 'photos alone'}
          data-count={Math.min(attachments.length, 5)}
          style={{ '--w': attachments[0].width, '--h': attachments[0].height } as React.CSSProperties}
        >
          {props.photos}
        </div>
      )}
      <div id={id} className={isCut ? 'cut' : undefined}>
        <div ref={content} dir="auto">
          {text && <MessageText text={text} isCut={isCut} isPlain={isPlain} mentioned={props.mentioned} />}
          {!isTall && isTimeShown && time}
        </div>
      </div>
      {isTall && (
        <div className="footer">
          <button type="button" className="small" aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
            {isOpen ? texts.showLess : texts.showMore}
          </button>
          {time}
        </div>
      )}
      <div className="aside">
        {controls}
        {!isTall && !isTimeShown && time}
      </div>
    </div>
  )
}
