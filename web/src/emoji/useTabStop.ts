import { type RefObject, useLayoutEffect } from 'react'

/**
 * Keeps one emoji of the list in the tab order: the one that had the focus last, or else the first. The attribute is set here
 * and not by React, which would have to render all emoji again whenever the focus moves.
 */
export const useTabStop = (list: RefObject<HTMLElement | null>, shown: unknown[]) => {
  useLayoutEffect(() => {
    const { current } = list
    if (!current) return
    let stop: HTMLElement | undefined
    const setStop = (next: HTMLElement | null) => {
      if (stop) stop.tabIndex = -1
      if (next) next.tabIndex = 0
      stop = next ?? undefined
    }
    setStop(current.querySelector<HTMLElement>('[role=option]'))
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.role === 'option') setStop(target)
    }
    current.addEventListener('focusin', onFocus)
    return () => {
      setStop(null)
      current.removeEventListener('focusin', onFocus)
    }
  }, [list, ...shown])
}
