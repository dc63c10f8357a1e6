import { useEffect, useState } from 'react'
import type { ConversationView } from './useConversationView.ts'

/** Where a log opens: with a message in its middle, or at its end; else where the user left it, or at what is new. */
export type LogPlace = {
  /** Each has a log of its own. */
  key: number
  target?: string | undefined
  /** How often the log has been asked to go to a target that it contained. */
  jumps: number
  isEnd?: boolean
  takesFocus?: boolean
}

type Held = LogPlace & {
  first: string | undefined
  last: string | undefined
  /** The message that the address asks for, once the log has opened there. */
  asked: string | undefined
  sentCount: number
  /** Where the log opens when the newest messages replace those that are held. */
  next: Pick<LogPlace, 'isEnd' | 'takesFocus'>
}

type Props = {
  state: ConversationView
  /** The message that the address asks for. */
  asked: string | undefined
  sentCount: number
  onShown: () => void
}

/**
 * A log goes to the message that the address asks for. One that does not contain it is replaced, and so is one whose messages
 * others have replaced.
 */
export const useLogPlace = ({ state, asked, sentCount, onShown }: Props) => {
  const { messages, isLoaded, hasNewer } = state
  const [first, last] = [messages[0]?.uuid, messages.at(-1)?.uuid]
  const [held, setHeld] = useState<Held>({
    key: 0,
    first,
    last,
    asked: undefined,
    sentCount,
    next: {},
    jumps: 0,
  })

  const isAsked = asked !== held.asked && isLoaded && messages.some(({ uuid }) => uuid === asked)
  const isReplaced = held.first !== undefined && held.first !== first && held.last !== last
  const isSent = sentCount !== held.sentCount
  const isOver = asked === undefined && held.asked !== undefined
  if (isAsked || isReplaced || isSent || isOver || held.first !== first || held.last !== last) {
    const next = isSent && hasNewer ? { isEnd: true } : held.next
    const place: LogPlace =
      isAsked && held.first === first
        ? { ...held, target: asked, jumps: held.jumps + 1 }
        : isAsked
          ? { key: held.key + 1, jumps: 0, target: asked }
          : isReplaced
            ? { key: held.key + 1, jumps: 0, ...held.next }
            : held
    const { key, jumps, target, isEnd = false, takesFocus = false } = place
    setHeld({
      key,
      jumps,
      target,
      isEnd,
      takesFocus,
      first,
      last,
      asked: isAsked || isOver ? asked : held.asked,
      sentCount,
      next: isReplaced ? {} : next,
    })
  }

  const isShown = asked !== undefined && held.asked === asked
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each message
  useEffect(() => {
    if (isShown) onShown()
  }, [isShown])

  return {
    place: held,
    /** The newest messages are about to replace those that are held. */
    opensNextAtEnd: () => setHeld((current) => ({ ...current, next: { isEnd: true, takesFocus: true } })),
  }
}
