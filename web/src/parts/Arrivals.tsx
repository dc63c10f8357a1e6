import { useRef } from 'react'
import { me } from '../mailbox.ts'
import { useStore } from '../store.ts'
import type { Message } from '../types.ts'

const mostSpoken = 5

/**
 * Says what arrives to those who hear the page. The list itself does not: it holds only what is on the screen, and
 * scrolling would be read out as news.
 */
export const Arrivals = ({ messages, isLoaded }: { messages: Message[]; isLoaded: boolean }) => {
  const profile = useStore(me)
  const since = useRef(isLoaded ? (messages.at(-1)?.created_at ?? '') : undefined)
  const news =
    since.current === undefined
      ? []
      : messages
          .slice(-mostSpoken)
          .filter(
            ({ user_uuid, created_at }) => user_uuid !== profile?.uuid && created_at > (since.current ?? ''),
          )
  return (
    <div role="log" aria-label="New messages" className="visually-hidden">
      {news.map(({ uuid, display_name, message }) => (
        <p key={uuid} dir="auto">
          {display_name}: {message}
        </p>
      ))}
    </div>
  )
}
