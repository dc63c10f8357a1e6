import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(max-width: 46rem)') // as in the styles

const subscribe = (listener: () => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the list and a conversation are separate screens. */
export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
