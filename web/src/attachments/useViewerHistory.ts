import { useEffect, useRef } from 'react'

const mark = 'photo'

/** Whether the entry of the history with the mark was made since the page was loaded. */
let isMarked = false

/**
 * An open picture is a step of the history, so that the browser's Back closes it, and nothing else. Returns a function that
 * closes it in the same way.
 */
export const useViewerHistory = (onClosed: () => void) => {
  const latest = useRef(onClosed)
  latest.current = onClosed
  useEffect(() => {
    if (!isMarked || history.state !== mark) history.pushState(mark, '')
    isMarked = true
    // An event that is not trusted is a redirect of the page's own.
    const onPopState = ({ isTrusted }: PopStateEvent) => {
      if (!isTrusted) return
      isMarked = false
      latest.current()
    }
    addEventListener('popstate', onPopState)
    return () => removeEventListener('popstate', onPopState)
  }, [])
  return () => history.back()
}
