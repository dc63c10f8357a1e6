import { type RefObject, useLayoutEffect, useRef } from 'react'
import { useLaterCode } from './useLoadedLater.ts'

/** Lets a row glide to the top of the list. */
export const useGlide = (list: RefObject<HTMLUListElement | null>, uuids: readonly string[]) => {
  const later = useLaterCode()
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const from = before.current.indexOf(uuids[0] ?? '')
    before.current = uuids
    if (from > 0) later?.glide(list, from)
  }, [later, list, uuids])
}
