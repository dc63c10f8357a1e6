import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { MessageText } from './MessageText.tsx'

const tallLines = 24 // the stylesheet cuts at 20: what is hidden is always worth a button

/** Whether the text is so tall that it would push everything else off the screen. */
const useIsTall = () => {
  const content = useRef<HTMLDivElement>(null)
  const [isTall, setTall] = useState(false)
  useLayoutEffect(() => {
    const { current } = content
    const text = current?.querySelector('.text')
    if (!current || !text) return
    // The text alone: the time below it moves when the answer changes.
    const measure = () => {
      const lineHeight = Number.parseFloat(getComputedStyle(text).lineHeight)
      setTall(text.getBoundingClientRect().height > tallLines * lineHeight)
    }
    measure() // at once, or the list would see the whole height first
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return { content, isTall }
}

/** The list scrolls on when a message grows that begins above the screen: its reader would be at its end. */
const stayWhereItIs = (bubble: HTMLElement) => {
  const { top, height } = bubble.getBoundingClientRect()
  // Created after the list's own, and called after it.
  const observer = new ResizeObserver(() => {
    const now = bubble.getBoundingClientRect()
    if (now.height === height) return
    observer.disconnect()
    bubble.closest('.log')?.scrollBy({ top: now.top - top, behavior: 'instant' })
  })
  observer.observe(bubble)
}

/** A message's text, and at its end the time. */
export const Bubble = ({ text, isOwn, time }: { text: string; isOwn: boolean; time?: ReactNode }) => {
  const { content, isTall } = useIsTall()
  const [isOpen, setOpen] = useState(false)
  const bubble = useRef<HTMLDivElement>(null)
  const id = useId()
  const isCut = isTall && !isOpen

  const toggle = () => {
    if (!isOpen && bubble.current) stayWhereItIs(bubble.current)
    setOpen(!isOpen)
    // The button is at the lower end, and what becomes short is above the screen.
    if (isOpen) requestAnimationFrame(() => bubble.current?.scrollIntoView({ block: 'nearest' }))
  }

  return (
    <div ref={bubble} className={isOwn ? 'bubble own' : 'bubble'}>
      <div id={id} className={isCut ? 'cut' : undefined}>
        <div ref={content} dir="auto">
          <MessageText text={text} isCut={isCut} />
          {!isTall && time}
        </div>
      </div>
      {isTall && (
        <div className="foot">
          <button type="button" className="small" aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
            {isOpen ? 'Show less' : 'Show more'}
          </button>
          {time}
        </div>
      )}
    </div>
  )
}
