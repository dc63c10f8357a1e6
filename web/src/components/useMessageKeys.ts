import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useLaterCode } from './useLoadedLater.ts'

type Log = { scroller: RefObject<HTMLElement | null>; list: RefObject<VirtualizerHandle | null> }

const maxFrames = 10

const articleOf = (log: HTMLElement, uuid: string) =>
  log.querySelector<HTMLElement>(`article[data-uuid="${uuid}"]`)

export const uuidOf = (target: EventTarget | null): string =>
  (target as Element | null)?.closest<HTMLElement>('article')?.dataset.uuid ?? ''

/** A message that the virtual list has just rendered is hidden until it is measured, and cannot have the focus before. */
export const focusWhenRendered = (log: HTMLElement, uuid: string, framesLeft = maxFrames) => {
  const article = articleOf(log, uuid)
  article?.focus({ preventScroll: true })
  if (document.activeElement === article || framesLeft === 0) return
  requestAnimationFrame(() => focusWhenRendered(log, uuid, framesLeft - 1))
}

/**
 * The arrow keys move the focus between the messages of a log, of which none is a tab stop. Returns the index of the message
 * with the focus, which the virtual list has to keep mounted.
 */
export const useMessageKeys = ({ scroller, list }: Log, uuids: readonly string[]): readonly number[] => {
  const later = useLaterCode()
  const [focusedUuid, setFocusedUuid] = useState('')
  const latest = useRef(uuids)
  useLayoutEffect(() => {
    latest.current = uuids
    // An unsent message is mounted anew when it has been sent.
    if (focusedUuid && document.activeElement === document.body && scroller.current)
      articleOf(scroller.current, focusedUuid)?.focus({ preventScroll: true })
  })

  useEffect(() => later?.listenToMessageKeys(scroller, list, latest, setFocusedUuid), [later, scroller, list])

  useEffect(() => {
    const log = scroller.current
    if (!log) return

    const onFocusIn = ({ target }: FocusEvent) => setFocusedUuid(uuidOf(target))
    const onFocusOut = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) setFocusedUuid('')
    }
    const onPointerDown = () => setFocusedUuid('')

    log.addEventListener('focusin', onFocusIn)
    log.addEventListener('focusout', onFocusOut)
    addEventListener('pointerdown', onPointerDown, { capture: true })
    return () => {
      log.removeEventListener('focusin', onFocusIn)
      log.removeEventListener('focusout', onFocusOut)
      removeEventListener('pointerdown', onPointerDown, { capture: true })
    }
  }, [scroller])

  return useMemo(() => {
    const index = uuids.indexOf(focusedUuid)
    return index < 0 ? [] : [index]
  }, [uuids, focusedUuid])
}
