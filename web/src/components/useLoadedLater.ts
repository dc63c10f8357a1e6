import { useCallback } from 'react'
import { errorMessage } from '../errorMessages.ts'
import { useToast } from './Toast.tsx'

/** Loads the code of menus and dialogs. */
export const loadLater = () => import('./loadedLater.ts')

export type LoadedLater = Awaited<ReturnType<typeof loadLater>>

/**
 * Returns a function that passes on the code of menus and dialogs, and shows an error message if it cannot be loaded. A browser
 * does not request a module again that it could not load, so then only loading the page again helps.
 */
export const useLoadedLater = () => {
  const showToast = useToast()
  return useCallback(
    (use: (code: LoadedLater) => void) =>
      loadLater().then(use, () => {
        const reload = { text: 'Reload', onSelect: () => location.reload() }
        showToast({ text: errorMessage('unreachable'), ...(navigator.onLine && { action: reload }) })
      }),
    [showToast],
  )
}
