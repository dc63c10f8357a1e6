import { useEffect } from 'react'

/** While something is only in memory, the browser asks before it leaves the page. */
export const useLeaveWarning = (isNeeded: boolean) =>
  useEffect(() => {
    if (!isNeeded) return
    const warn = (event: Event) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isNeeded])
