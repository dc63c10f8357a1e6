const glideOptions = { duration: 180, easing: 'ease-out' }

/**
 * Lets the row that has come to the top of a list glide there, and those that it has passed make room. Only rows on the screen
 * move, and two positions are measured, however long the list is. `from`: its index before.
 */
export const glide = ({ current: list }: { readonly current: HTMLUListElement | null }, from: number) => {
  if (!list || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const frame = list.parentElement
  const [moved, second] = list.children as HTMLCollectionOf<HTMLElement>
  if (!frame || !moved || !second || frame.scrollTop > second.offsetTop) return
  const height = second.offsetTop - moved.offsetTop
  const last = Math.min(from, Math.ceil(frame.clientHeight / height))
  const slide = (row: Element | undefined, distance: number, style: Keyframe) =>
    row?.animate(
      [
        { translate: `0 ${distance}px`, ...style },
        { translate: '0 0', ...style },
      ],
      glideOptions,
    )
  slide(moved, last * height, { zIndex: 1, background: 'var(--panel)' })
  for (let index = 1; index <= last; index += 1) slide(list.children[index], -height, {})
}
