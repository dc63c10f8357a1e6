import type { VirtualizerHandle } from 'virtua'
import { focusWhenRendered } from './focusWhenRendered.ts'

type Ref<Value> = { readonly current: Value }

/** What is farther away is not passed on the way, because the list would render all of it. */
const maxScreens = 3

/** Scrolls to a message that the log contains, and gives it the focus. */
export const jumpTo = (
  { current: log }: Ref<HTMLElement | null>,
  { current: list }: Ref<VirtualizerHandle | null>,
  index: number,
  uuid: string,
) => {
  if (!log || !list || index < 0) return
  const distance = Math.abs(list.getItemOffset(index) - list.scrollOffset)
  const smooth =
    distance < maxScreens * list.viewportSize && !matchMedia('(prefers-reduced-motion: reduce)').matches
  list.scrollToIndex(index, { align: 'center', smooth })
  focusWhenRendered(log, uuid)
}
