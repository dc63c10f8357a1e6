import { type RefObject, useEffect } from 'react'
import { copiedText } from '../copiedText.ts'

/** The part of a text that is within a selection. */
const selectedPart = (range: Range, text: Element): string => {
  if (!range.intersectsNode(text)) return ''
  const part = document.createRange()
  part.selectNodeContents(text)
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0)
    part.setStart(range.startContainer, range.startOffset)
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0)
    part.setEnd(range.endContainer, range.endOffset)
  return part.toString()
}

/** Copies a selection of several messages with names and times, and one with code as it was written. */
export const useCopySelection = (
  scroller: RefObject<HTMLElement | null>,
  nameOf: (isOwn: boolean) => string,
) => {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const selection = getSelection()
      const log = scroller.current
      if (!log || !selection || selection.rangeCount === 0 || selection.isCollapsed) return
      const range = selection.getRangeAt(0)
      const articles = [...log.querySelectorAll('article')].filter((article) => range.intersectsNode(article))
      const messages = articles.flatMap((article) => {
        const content = article.querySelector('.text')
        const text = content ? selectedPart(range, content) : ''
        const name = nameOf(article.classList.contains('own'))
        const createdAt = article.querySelector('time')?.dateTime ?? ''
        return text && content
          ? [{ name, createdAt, text, hasMarkup: content.querySelector('[hidden]') }]
          : []
      })
      const [first] = messages
      if (!first || (messages.length === 1 && !first.hasMarkup)) return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', messages.length === 1 ? first.text : copiedText(messages))
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  }, [scroller, nameOf])
}
