import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { glide } from './glide.ts'

type Props = { list: RefObject<HTMLUListElement | null>; uuids: readonly string[] }

/** Lets a row glide to the top of the list. */
const useGlide = ({ list, uuids }: Props) => {
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const from = before.current.indexOf(uuids[0] ?? '')
    before.current = uuids
    if (from > 0) glide(list, from)
  }, [list, uuids])
}

const indexOf = (list: HTMLElement | null, target: EventTarget | null): number =>
  [...(list?.children ?? [])].findIndex((row) => row.contains(target as Node))

/** When the row with the focus leaves the list, the focus goes to the row that takes its place. */
const useRowFocus = ({ list, uuids }: Props) => {
  const held = useRef({ index: -1, uuid: '' })
  const latest = useRef(uuids)

  useEffect(() => {
    const onFocus = ({ target }: { target: EventTarget | null }) => {
      if (target instanceof Element && target.closest('.menu')) return // the menu of a row gives the focus back
      const index = indexOf(list.current, target)
      held.current = { index, uuid: latest.current[index] ?? '' }
    }
    onFocus({ target: document.activeElement }) // it may be there before this code is loaded
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

/** What happens when the rows of a list change their places. */
export const ListMoves = (props: Props) => {
  useGlide(props)
  useRowFocus(props)
  return null
}
