import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

type Log = { scroller: RefObject<HTMLElement | null>; list: RefObject<VirtualizerHandle | null> }

const maxFrames = 10

const articleOf = (log: HTMLElement, uuid: string) =>
  log.querySelector<HTMLElement>(`article[data-uuid="${uuid}"]`)

const uuidOf = (target: EventTarget | null): string =>
  (target as Element | null)?.closest<HTMLElement>('article')?.dataset.uuid ?? ''

/** A message that the virtual list has just rendered is hidden until it is measured, and cannot have the focus before. */
export const focusWhenRendered = (log: HTMLElement, uuid: string, framesLeft = maxFrames) => {
  const article = articleOf(log, uuid)
  article?.focus({ preventScroll: true })
  if (document.activeElement === article || framesLeft === 0) return
  requestAnimationFrame(() => focusWhenRendered(log, uuid, framesLeft - 1))
}

const focusComposer = (log: HTMLElement) => {
  const composer = log.closest('.pane')?.querySelector('textarea') ?? log
  composer.focus()
}

/**
 * The arrow keys move the focus between the messages of a log, of which none is a tab stop. Returns the index of the message
 * with the focus, which the virtual list has to keep mounted.
 */
export const useMessageKeys = ({ scroller, list }: Log, uuids: readonly string[]): readonly number[] => {
  const [focusedUuid, setFocusedUuid] = useState('')
  const latest = useRef(uuids)
  useLayoutEffect(() => {
    latest.current = uuids
    // An unsent message is mounted anew when it has been sent.
    if (focusedUuid && document.activeElement === document.body && scroller.current)
      articleOf(scroller.current, focusedUuid)?.focus({ preventScroll: true })
  })

  useEffect(() => {
    const log = scroller.current
    if (!log) return

    const onKeyDown = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event
      if ((key !== 'ArrowUp' && key !== 'ArrowDown') || altKey || ctrlKey || metaKey || shiftKey) return
      const view = log.getBoundingClientRect()
      const isVisible = (article: Element) => {
        const { top, bottom } = article.getBoundingClientRect()
        return bottom > view.top + 1 && top < view.bottom - 1
      }
      const focused = (target as Element).closest('article')
      const isUp = key === 'ArrowUp'
      let index = -1
      if (focused && isVisible(focused)) {
        const { top, bottom } = focused.getBoundingClientRect()
        const isCutOff = isUp ? top < view.top - 1 : bottom > view.bottom + 1
        if (isCutOff) return // the browser scrolls to the rest of the message
        index = latest.current.indexOf(uuidOf(focused)) + (isUp ? -1 : 1)
      } else {
        if (!focused && !isUp) return
        index = latest.current.indexOf(
          uuidOf([...log.querySelectorAll('article')].findLast(isVisible) ?? null),
        )
      }
      event.preventDefault()
      const uuid = latest.current[index]
      if (uuid) {
        setFocusedUuid(uuid)
        list.current?.scrollToIndex(index, { align: 'nearest' })
        focusWhenRendered(log, uuid)
      } else if (!isUp) focusComposer(log)
    }
    const onFocusIn = ({ target }: FocusEvent) => setFocusedUuid(uuidOf(target))
    const onFocusOut = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) setFocusedUuid('')
    }
    const onPointerDown = () => setFocusedUuid('')

    log.addEventListener('keydown', onKeyDown)
    log.addEventListener('focusin', onFocusIn)
    log.addEventListener('focusout', onFocusOut)
    addEventListener('pointerdown', onPointerDown, { capture: true })
    return () => {
      log.removeEventListener('keydown', onKeyDown)
      log.removeEventListener('focusin', onFocusIn)
      log.removeEventListener('focusout', onFocusOut)
      removeEventListener('pointerdown', onPointerDown, { capture: true })
    }
  }, [scroller, list])

  return useMemo(() => {
    const index = uuids.indexOf(focusedUuid)
    return index < 0 ? [] : [index]
  }, [uuids, focusedUuid])
}
