import type { ReactNode } from 'react'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'

/** In the place of messages that are not loaded. */
export const NotLoaded = ({ skeleton }: { skeleton: ReactNode }) => {
  const { connection } = useStore(useMessenger().status)
  // If only the server cannot be reached, it is tried again every few seconds.
  if (connection !== 'offline' || navigator.onLine) return skeleton
  return (
    <div className="placeholder">
      <p className="big">{texts.notLoaded}</p>
      <p>{texts.notLoadedHint}</p>
    </div>
  )
}
