import { type RefObject, useLayoutEffect, useRef } from 'react'

const glide = { duration: 180, easing: 'ease-out' }

/**
 * Lets a row glide to the top of the list, and those that it passes make room. Only rows on the screen move, and two positions
 * are measured, however long the list is.
 */
export const useGlide = (list: RefObject<HTMLUListElement | null>, uuids: readonly string[]) => {
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const from = before.current.indexOf(uuids[0] ?? '')
    before.current = uuids
    const { current } = list
    if (from < 1 || !current || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const frame = current.parentElement
    const [moved, second] = current.children as HTMLCollectionOf<HTMLElement>
    if (!frame || !moved || !second || frame.scrollTop > second.offsetTop) return
    const height = second.offsetTop - moved.offsetTop
    const last = Math.min(from, Math.ceil(frame.clientHeight / height))
    const slide = (row: Element | undefined, distance: number, style: Keyframe) =>
      row?.animate(
        [
          { translate: `0 ${distance}px`, ...style },
          { translate: '0 0', ...style },
        ],
        glide,
      )
    slide(moved, last * height, { zIndex: 1, background: 'var(--panel)' })
    for (let index = 1; index <= last; index += 1) slide(current.children[index], -height, {})
  }, [list, uuids])
}
