import { type RefObject, useLayoutEffect } from 'react'
import type { InboxStore } from '../../../client/types.ts'

const places = new WeakMap<InboxStore, number>()

/** A list that is shown again is where it was left. */
export const useListPlace = (rows: RefObject<HTMLElement | null>, list: InboxStore) =>
  useLayoutEffect(() => {
    rows.current?.parentElement?.scrollTo(0, places.get(list) ?? 0)
    return () => {
      const frame = rows.current?.parentElement
      if (frame?.clientHeight) places.set(list, frame.scrollTop) // else it is hidden
    }
  }, [rows, list])
