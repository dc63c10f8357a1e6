import { type RefObject, useEffect, useRef, useState } from 'react'

const nearEndPx = 40
const inputLastsMs = 1000

/**
 * Stays at the end of what scrolls while it grows, until somebody scrolls away from it. A list that is measured as it is
 * shown moves by itself, too: only what follows a wheel, a finger or a key is somebody's.
 */
export const useEnd = (scroller: RefObject<HTMLElement | null>, opensAtEnd: boolean) => {
  const follows = useRef(opensAtEnd)
  // On the way to where it opens, the end may be passed.
  const isElsewhere = useRef(!opensAtEnd)
  const inputUntil = useRef(0)
  const [isAtEnd, setAtEnd] = useState(opensAtEnd)

  const toEnd = () => {
    follows.current = true
    isElsewhere.current = false
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }

  /** Answers whether the end is near. */
  const onScroll = (): boolean => {
    const { current } = scroller
    if (!current) return true
    const distance = current.scrollHeight - current.clientHeight - current.scrollTop
    if (isElsewhere.current) return false
    if (distance < 2) follows.current = true
    else if (Date.now() < inputUntil.current) follows.current = false
    const isNear = follows.current || distance < nearEndPx
    setAtEnd(isNear)
    return isNear
  }

  /** The list has scrolled to where it opens. */
  const settle = () => {
    isElsewhere.current = false
    onScroll()
  }

  const stay = () => {
    if (follows.current) toEnd()
    else onScroll()
  }

  useEffect(() => {
    const { current } = scroller
    if (!current) return
    const input = () => {
      isElsewhere.current = false
      inputUntil.current = Date.now() + inputLastsMs
    }
    const hold = () => {
      isElsewhere.current = false
      inputUntil.current = Number.POSITIVE_INFINITY // at the scroll bar, for as long as it takes
    }
    const release = () => {
      if (inputUntil.current === Number.POSITIVE_INFINITY) input() // a press elsewhere scrolls nothing
    }
    // A message that is opened grows, and its reader stays where they are.
    const open = ({ target }: MouseEvent) => {
      if ((target as Element).closest('[aria-expanded]')) follows.current = false
    }
    const inputs = ['wheel', 'touchmove', 'keydown']
    for (const name of inputs) current.addEventListener(name, input, { passive: true })
    current.addEventListener('pointerdown', hold)
    current.addEventListener('click', open)
    addEventListener('pointerup', release)
    addEventListener('pointercancel', release)
    return () => {
      for (const name of inputs) current.removeEventListener(name, input)
      current.removeEventListener('pointerdown', hold)
      current.removeEventListener('click', open)
      removeEventListener('pointerup', release)
      removeEventListener('pointercancel', release)
    }
  }, [scroller])

  return { isAtEnd, toEnd, stay, settle, onScroll }
}
