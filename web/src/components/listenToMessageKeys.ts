import type { VirtualizerHandle } from 'virtua'
import { focusWhenRendered } from './focusWhenRendered.ts'

type Ref<Value> = { readonly current: Value }

/** The message that contains an element. */
export const uuidOf = (target: EventTarget | null): string =>
  (target as Element | null)?.closest<HTMLElement>('article')?.dataset.uuid ?? ''

const focusComposer = (log: HTMLElement) => {
  const composer = log.closest('.pane')?.querySelector('textarea') ?? log
  composer.focus()
}

/** The arrow keys move the focus between the messages of a log. Returns a function that ends it. */
export const listenToMessageKeys = (
  { current: log }: Ref<HTMLElement | null>,
  list: Ref<VirtualizerHandle | null>,
  uuids: Ref<readonly string[]>,
  setFocusedUuid: (uuid: string) => void,
) => {
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event
    if (!log || (key !== 'ArrowUp' && key !== 'ArrowDown') || altKey || ctrlKey || metaKey || shiftKey) return
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
      index = uuids.current.indexOf(uuidOf(focused)) + (isUp ? -1 : 1)
    } else {
      if (!focused && !isUp) return
      index = uuids.current.indexOf(uuidOf([...log.querySelectorAll('article')].findLast(isVisible) ?? null))
    }
    event.preventDefault()
    const uuid = uuids.current[index]
    if (uuid) {
      setFocusedUuid(uuid)
      list.current?.scrollToIndex(index, { align: 'nearest' })
      focusWhenRendered(log, uuid)
    } else if (!isUp) focusComposer(log)
  }
  log?.addEventListener('keydown', onKeyDown)
  return () => log?.removeEventListener('keydown', onKeyDown)
}
