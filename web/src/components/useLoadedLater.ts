import { useCallback } from 'react'
import { errorMessage } from '../errorMessages.ts'
import { useToast } from './Toast.tsx'

/** Loads the code of menus and dialogs. */
export const loadLater = () => import('./loadedLater.ts')

export type LoadedLater = Awaited<ReturnType<typeof loadLater>>

/** Returns a function that passes on the code of menus and dialogs, and shows an error message if it cannot be loaded. */
export const useLoadedLater = () => {
  const showToast = useToast()
  return useCallback(
    (use: (code: LoadedLater) => void) =>
      loadLater().then(use, () => showToast({ text: errorMessage('unreachable') })),
    [showToast],
  )
}
