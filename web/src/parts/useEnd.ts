import { type RefObject, useEffect, useRef, useState } from 'react'

const nearEndPx = 40
const inputLastsMs = 1000

/**
 * Stays at the end of what scrolls while it grows, until somebody scrolls away from it. A list that is measured as it is
 * shown moves by itself, too: only what follows a wheel, a finger or a key is somebody's.
 */
export const useEnd = (scroller: RefObject<HTMLElement | null>, startsAtEnd = true) => {
  const follows = useRef(startsAtEnd)
  const inputUntil = useRef(0)
  const [isAtEnd, setAtEnd] = useState(startsAtEnd)

  const toEnd = () => {
    follows.current = true
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }

  const stay = () => {
    if (follows.current) toEnd()
  }

  const onScroll = () => {
    const { current } = scroller
    if (!current) return
    const distance = current.scrollHeight - current.clientHeight - current.scrollTop
    if (distance < 2) follows.current = true
    else if (Date.now() < inputUntil.current) follows.current = false
    setAtEnd(follows.current || distance < nearEndPx)
  }

  useEffect(() => {
    const { current } = scroller
    if (!current) return
    const input = () => {
      inputUntil.current = Date.now() + inputLastsMs
    }
    const hold = () => {
      inputUntil.current = Number.POSITIVE_INFINITY // at the scroll bar, for as long as it takes
    }
    const inputs = ['wheel', 'touchmove', 'keydown']
    for (const name of inputs) current.addEventListener(name, input, { passive: true })
    current.addEventListener('pointerdown', hold)
    addEventListener('pointerup', input)
    addEventListener('pointercancel', input)
    return () => {
      for (const name of inputs) current.removeEventListener(name, input)
      current.removeEventListener('pointerdown', hold)
      removeEventListener('pointerup', input)
      removeEventListener('pointercancel', input)
    }
  }, [scroller])

  return { isAtEnd, toEnd, stay, onScroll }
}
