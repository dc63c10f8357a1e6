import { useCallback } from 'react'
import { errorMessage } from '../errorMessages.ts'
import { useToast } from './Toast.tsx'

/** The code of menus and dialogs, which is loaded after the page. */
export const loadLater = () => import('./loadedLater.ts')

export type LoadedLater = Awaited<ReturnType<typeof loadLater>>

/**
 * Loads this code, or says that it cannot be loaded. A browser does not request a module again that it could not load, so then
 * only loading the page again helps.
 */
export const useLoadedLater = () => {
  const showToast = useToast()
  return useCallback(async (): Promise<LoadedLater | undefined> => {
    try {
      return await loadLater()
    } catch {
      const reload = { text: 'Reload', onSelect: () => location.reload() }
      showToast({ text: errorMessage('unreachable'), ...(navigator.onLine && { action: reload }) })
      return undefined
    }
  }, [showToast])
}
