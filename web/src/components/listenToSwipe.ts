import type { Conversation } from '../../../client/types.ts'
import { isAccepted } from '../groups.ts'
import { startReply } from './composerActions.ts'
import type { ShowToast } from './Toast.tsx'

const startsAtPx = 12
const repliesAtPx = 56
const maxPx = 72

type Swipe = { article: HTMLElement; uuid: string; x: number; y: number; distance: number }

/** A swipe to the right on a message starts a reply. Returns a function that removes the listeners. */
export const listenToSwipe = (
  { current: log }: { readonly current: HTMLElement | null },
  conversation: Conversation,
  showToast: ShowToast,
) => {
  let swipe: Swipe | undefined

  const canReply = (uuid: string): boolean => {
    const { group, messages } = conversation.get()
    return isAccepted(group) && messages.some((message) => message.uuid === uuid && !message.deleted_at)
  }

  const show = ({ article, distance }: Swipe) => {
    article.style.translate = distance > 0 ? `${distance}px` : ''
    article.classList.toggle('is-swiped', distance >= repliesAtPx)
  }

  const end = () => {
    if (swipe) show({ ...swipe, distance: 0 })
    swipe = undefined
  }

  const onPointerDown = ({ pointerType, isPrimary, target, clientX: x, clientY: y }: PointerEvent) => {
    end()
    const article = target instanceof Element ? target.closest<HTMLElement>('article') : null
    const uuid = article?.dataset.uuid ?? ''
    if (!article || pointerType !== 'touch' || !isPrimary || !canReply(uuid)) return
    swipe = { article, uuid, x, y, distance: 0 }
  }

  // A vertical movement scrolls: the browser then cancels the pointer.
  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    if (!swipe) return
    const [right, down] = [clientX - swipe.x, Math.abs(clientY - swipe.y)]
    if (swipe.distance === 0 && (right < startsAtPx || right < 2 * down)) return
    swipe.distance = Math.min(Math.max(right, 0), maxPx)
    show(swipe)
  }

  const onPointerUp = () => {
    const { uuid, distance } = swipe ?? { uuid: '', distance: 0 }
    end()
    if (distance >= repliesAtPx) startReply(showToast, conversation, uuid)
  }

  const listeners = [
    ['pointerdown', onPointerDown],
    ['pointermove', onPointerMove],
    ['pointerup', onPointerUp],
    ['pointercancel', end],
  ] as const
  for (const [name, listener] of listeners) log?.addEventListener(name, listener as EventListener)
  return () => {
    end()
    for (const [name, listener] of listeners) log?.removeEventListener(name, listener as EventListener)
  }
}
