import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { articleOf } from './focusWhenRendered.ts'
import { listenToMessageKeys, uuidOf } from './listenToMessageKeys.ts'

type Props = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  uuids: readonly string[]
  focusedUuid: string
  setFocusedUuid: (uuid: string) => void
}

/** The arrow keys move the focus between the messages of a log, of which none is a tab stop. */
export const useMessageKeys = ({ scroller, list, uuids, focusedUuid, setFocusedUuid }: Props) => {
  const latest = useRef(uuids)
  useLayoutEffect(() => {
    latest.current = uuids
    // An unsent message is mounted anew when it has been sent.
    if (focusedUuid && document.activeElement === document.body && scroller.current)
      articleOf(scroller.current, focusedUuid)?.focus({ preventScroll: true })
  })

  useEffect(
    () => listenToMessageKeys(scroller, list, latest, setFocusedUuid),
    [scroller, list, setFocusedUuid],
  )

  useEffect(() => {
    const log = scroller.current
    if (!log) return

    const onFocusIn = ({ target }: { target: EventTarget | null }) => setFocusedUuid(uuidOf(target))
    const onFocusOut = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) setFocusedUuid('')
    }
    const onPointerDown = () => setFocusedUuid('')

    // The focus may be there before this code is loaded.
    if (log.contains(document.activeElement)) onFocusIn({ target: document.activeElement })
    log.addEventListener('focusin', onFocusIn)
    log.addEventListener('focusout', onFocusOut)
    addEventListener('pointerdown', onPointerDown, { capture: true })
    return () => {
      log.removeEventListener('focusin', onFocusIn)
      log.removeEventListener('focusout', onFocusOut)
      removeEventListener('pointerdown', onPointerDown, { capture: true })
    }
  }, [scroller, setFocusedUuid])
}
