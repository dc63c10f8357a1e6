import { type RefObject, useEffect, useRef, useState } from 'react'

const nearEndPx = 40
const inputLastsMs = 1000

/**
 * Keeps a scroller at its end while its content grows, until the user scrolls away. The virtual list also scrolls by itself
 * while it measures items, so only a scroll shortly after a wheel, touch, key or pointer event counts as the user's.
 */
export const useStickToEnd = (
  scroller: RefObject<HTMLElement | null>,
  { opensAtEnd, hasNewer }: { opensAtEnd: boolean; hasNewer: boolean },
) => {
  const sticks = useRef(opensAtEnd)
  // Until the list has reached its initial position, it may scroll past the end.
  const settling = useRef(!opensAtEnd)
  const inputUntil = useRef(0)
  const [isAtEnd, setAtEnd] = useState(opensAtEnd)

  const scrollToEnd = () => {
    sticks.current = true
    settling.current = false
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }

  const isSettling = () => settling.current

  const isByUser = () => Date.now() < inputUntil.current

  /** Returns whether the scroller is near the end of the conversation. */
  const onScroll = (): boolean => {
    const { current } = scroller
    if (!current) return true
    const distance = current.scrollHeight - current.clientHeight - current.scrollTop
    if (settling.current) return false
    if (distance < 2) sticks.current = !hasNewer
    else if (isByUser()) sticks.current = false
    const isNear = !hasNewer && (sticks.current || distance < nearEndPx)
    setAtEnd(isNear)
    return isNear
  }

  /** To be called when the list has reached its initial position. Returns whether that is near the end. */
  const settle = (): boolean => {
    settling.current = false
    return onScroll()
  }

  /** To be called when the content has grown. */
  const onGrow = () => {
    if (sticks.current) scrollToEnd()
    else onScroll()
  }

  useEffect(() => {
    const { current } = scroller
    if (!current) return
    const onInput = () => {
      settling.current = false
      inputUntil.current = Date.now() + inputLastsMs
    }
    const onPointerDown = () => {
      settling.current = false
      inputUntil.current = Number.POSITIVE_INFINITY // dragging the scroll bar may take any time
    }
    const onPointerUp = () => {
      if (inputUntil.current === Number.POSITIVE_INFINITY) onInput()
    }
    // A message that the user expands grows, and the view must stay at its beginning.
    const onClick = ({ target }: MouseEvent) => {
      if ((target as Element).closest('[aria-expanded]')) sticks.current = false
    }
    const inputEvents = ['wheel', 'touchmove', 'keydown']
    for (const name of inputEvents) current.addEventListener(name, onInput, { passive: true })
    current.addEventListener('pointerdown', onPointerDown)
    current.addEventListener('click', onClick)
    addEventListener('pointerup', onPointerUp)
    addEventListener('pointercancel', onPointerUp)
    return () => {
      for (const name of inputEvents) current.removeEventListener(name, onInput)
      current.removeEventListener('pointerdown', onPointerDown)
      current.removeEventListener('click', onClick)
      removeEventListener('pointerup', onPointerUp)
      removeEventListener('pointercancel', onPointerUp)
    }
  }, [scroller])

  return { isAtEnd, scrollToEnd, onGrow, isSettling, settle, onScroll, isByUser }
}
