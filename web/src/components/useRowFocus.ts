import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

const indexOf = (list: HTMLElement | null, target: EventTarget | null): number =>
  [...(list?.children ?? [])].findIndex((row) => row.contains(target as Node))

/** When the row with the focus leaves the list, the focus goes to the row that takes its place. */
export const useRowFocus = (list: RefObject<HTMLElement | null>, uuids: readonly string[]) => {
  const held = useRef({ index: -1, uuid: '' })
  const latest = useRef(uuids)

  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.closest('.menu')) return // the menu of a row gives the focus back
      const index = indexOf(list.current, target)
      held.current = { index, uuid: latest.current[index] ?? '' }
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [list])

  useLayoutEffect(() => {
    latest.current = uuids
    const { index, uuid } = held.current
    if (index < 0 || uuids.includes(uuid) || document.activeElement !== document.body) return
    const row = list.current?.children[Math.min(index, uuids.length - 1)]
    const target = row?.querySelector('a') ?? document.getElementById('messages-heading') // the list is empty
    target?.focus()
  }, [list, uuids])
}
