import { type RefObject, useEffect, useReducer, useRef } from 'react'
import { fitting, type Point, type Room, reduceView } from './viewState.ts'

const swipeAtPx = 60
const tapPx = 10
const doubleTapMs = 300

type Actions = { onStep: (step: 1 | -1) => void; onClose: () => void }

const middleOf = (points: Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
})

const distanceOf = ([one, other]: Point[]): number =>
  one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0

/** The direction in which a swipe moves, to the right or to the left. */
const isMirrored = () => getComputedStyle(document.documentElement).direction === 'rtl'

/**
 * Zooms by pinching, a double tap and the wheel, and moves what is zoomed. A swipe to the side goes to another picture, one
 * downwards closes.
 */
export const usePhotoGestures = (stage: RefObject<HTMLElement | null>, actions: Actions) => {
  const [view, dispatch] = useReducer(reduceView, fitting)
  const [swipe, setSwipe] = useReducer((_: Point, next: Point) => next, { x: 0, y: 0 })
  const latest = useRef({ view, actions })
  latest.current = { view, actions }

  const room = (): Room => {
    const { width = 0, height = 0 } = stage.current?.getBoundingClientRect() ?? {}
    const picture = stage.current?.querySelector('img')
    return {
      screen: { width, height },
      picture: { width: picture?.offsetWidth ?? 0, height: picture?.offsetHeight ?? 0 },
    }
  }

  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left = 0, top = 0, width = 0, height = 0 } = stage.current?.getBoundingClientRect() ?? {}
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: they read the element
  useEffect(() => {
    const { current } = stage
    if (!current) return
    const pointers = new Map<number, Point>()
    let start: Point = { x: 0, y: 0 }
    let moved: Point = { x: 0, y: 0 }
    let wasPinched = false
    let lastTap = { at: 0, x: 0, y: 0 }

    const onPointerDown = (event: PointerEvent) => {
      if (event.button !== 0) return
      current.setPointerCapture(event.pointerId)
      pointers.set(event.pointerId, fromMiddle(event))
      start = fromMiddle(event)
      moved = { x: 0, y: 0 }
      wasPinched = pointers.size > 1
    }

    const onPointerMove = (event: PointerEvent) => {
      const before = [...pointers.values()]
      if (!pointers.has(event.pointerId)) return
      pointers.set(event.pointerId, fromMiddle(event))
      const after = [...pointers.values()]
      const [from, to] = [middleOf(before), middleOf(after)]
      const by = { x: to.x - from.x, y: to.y - from.y }
      if (after.length > 1) {
        const factor = distanceOf(after) / (distanceOf(before) || 1)
        dispatch({ type: 'zoomed', factor, at: to, room: room() })
        dispatch({ type: 'moved', by, room: room() })
        return
      }
      moved = { x: to.x - start.x, y: to.y - start.y }
      if (latest.current.view.scale > 1) dispatch({ type: 'moved', by, room: room() })
      else if (event.pointerType === 'touch' && !wasPinched) {
        const isSideways = Math.abs(moved.x) > Math.abs(moved.y)
        setSwipe(isSideways ? { x: moved.x, y: 0 } : { x: 0, y: Math.max(0, moved.y) })
      }
    }

    const endSwipe = () => {
      const { x, y } = moved
      if (Math.abs(x) > Math.abs(y) && Math.abs(x) > swipeAtPx) {
        latest.current.actions.onStep(x < 0 !== isMirrored() ? 1 : -1)
      } else if (y > swipeAtPx && y > Math.abs(x)) latest.current.actions.onClose()
    }

    const onTap = (event: PointerEvent) => {
      const at = fromMiddle(event)
      const isDouble = event.timeStamp - lastTap.at < doubleTapMs && distanceOf([lastTap, at]) < 3 * tapPx
      if (isDouble) dispatch({ type: 'toggled', at, room: room() })
      else if (
        document.elementFromPoint(event.clientX, event.clientY) === current &&
        event.pointerType === 'mouse'
      )
        latest.current.actions.onClose()
      lastTap = { at: isDouble ? 0 : event.timeStamp, ...at }
    }

    const onPointerUp = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId) || pointers.size > 0) return
      setSwipe({ x: 0, y: 0 })
      if (wasPinched) return
      if (Math.hypot(moved.x, moved.y) < tapPx) onTap(event)
      else if (event.pointerType === 'touch' && latest.current.view.scale === 1) endSwipe()
    }

    const onPointerCancel = ({ pointerId }: PointerEvent) => {
      pointers.delete(pointerId)
      setSwipe({ x: 0, y: 0 })
    }

    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      dispatch({ type: 'zoomed', factor: Math.exp(-event.deltaY / 300), at: fromMiddle(event), room: room() })
    }

    const listeners = [
      ['pointerdown', onPointerDown],
      ['pointermove', onPointerMove],
      ['pointerup', onPointerUp],
      ['pointercancel', onPointerCancel],
      ['wheel', onWheel],
    ] as const
    for (const [name, listener] of listeners)
      current.addEventListener(name, listener as EventListener, { passive: false })
    return () => {
      for (const [name, listener] of listeners) current.removeEventListener(name, listener as EventListener)
    }
  }, [stage])

  return {
    view,
    swipe,
    zoomBy: (factor: number) => dispatch({ type: 'zoomed', factor, at: { x: 0, y: 0 }, room: room() }),
    reset: () => dispatch({ type: 'reset' }),
  }
}
