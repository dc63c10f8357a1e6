import { useCallback } from 'react'
import { createStore } from '../../../client/store.ts'
import { startErrorMessage } from '../startErrorMessage.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { type ShowToast, useToast } from './Toast.tsx'

export type LoadedLater = typeof import('./loadedLater.ts')

const loaded = createStore<LoadedLater | undefined>(undefined)

/** Loads the code of what people open later. */
export const loadLater = async (): Promise<LoadedLater> => {
  const code = await import('./loadedLater.ts')
  loaded.set(code)
  return code
}

/** The code of what people open later, once it is loaded. */
export const useLaterCode = (): LoadedLater | undefined => useStore(loaded)

/** A browser does not request a module again that it could not load, so then only loading the page again helps. */
export const showLoadError = (showToast: ShowToast) => {
  const reload = { text: texts.reload, onSelect: () => location.reload() }
  showToast({ text: startErrorMessage('unreachable'), ...(navigator.onLine && { action: reload }) })
}

/**
 * Returns a function that passes on the code of what people open later, and shows an error message if it cannot be loaded.
 */
export const useLoadedLater = () => {
  const showToast = useToast()
  return useCallback(
    (use: (code: LoadedLater) => void) => loadLater().then(use, () => showLoadError(showToast)),
    [showToast],
  )
}
