import { copiedText } from '../copiedText.ts'

/** The part of a text that is within a selection. */
const selectedPart = (range: Range, text: Element): string => {
  const part = document.createRange()
  part.selectNodeContents(text)
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0)
    part.setStart(range.startContainer, range.startOffset)
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0)
    part.setEnd(range.endContainer, range.endOffset)
  return part.toString()
}

/** The browser copies a selection within one text well, unless it contains markup, which is hidden. */
const isCopiedWell = ({ commonAncestorContainer: node }: Range, text: Element): boolean =>
  text.contains(node) && !text.querySelector('[hidden]')

/**
 * Copies a selection of several messages with names and times, and one with code as it was written. Returns a function that
 * ends it.
 */
export const listenToCopy = (
  scroller: { readonly current: HTMLElement | null },
  nameOf: (isOwn: boolean, messageUuid: string) => string,
) => {
  const onCopy = (event: ClipboardEvent) => {
    const selection = getSelection()
    const isInField = event.target instanceof Element && event.target.closest('input, textarea')
    if (isInField || !selection || selection.rangeCount === 0 || selection.isCollapsed) return
    const range = selection.getRangeAt(0)
    const shown = [...(scroller.current?.querySelectorAll('article .text') ?? [])]
    const selected = shown.filter((text) => range.intersectsNode(text) && selectedPart(range, text))
    const [first] = selected
    if (!first || isCopiedWell(range, first)) return
    const messages = selected.map((text) => {
      const article = text.closest('article')
      const createdAt = article?.querySelector('time')?.dateTime ?? ''
      const name = nameOf(article?.classList.contains('own') ?? false, article?.dataset.uuid ?? '')
      return { name, createdAt, text: selectedPart(range, text) }
    })
    event.preventDefault()
    const plain = messages.length > 1 ? copiedText(messages) : selectedPart(range, first)
    event.clipboardData?.setData('text/plain', plain)
  }
  document.addEventListener('copy', onCopy)
  return () => document.removeEventListener('copy', onCopy)
}
